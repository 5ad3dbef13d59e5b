using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Petuum.Lab.Grains;

/// <summary>Encrypts connections of Orleans and lets only those through who have a certificate.</summary>
internal sealed class TlsMiddleware(TlsIdentity identity, ILogger logger)
{
    /// <summary>A TLS record's worth.</summary>
    private const int BufferBytes = 16 << 10;

    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: 4 * BufferBytes, leaveOpen: true);

    private static readonly StreamPipeWriterOptions Writing = new(minimumBufferSize: BufferBytes, leaveOpen: true);

    /// <summary>A connection from somebody else; one that fails is logged and closed.</summary>
    public async Task AcceptAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        SslStream stream = new(new TransportStream(connection.Transport));
        await using (stream)
        {
            try
            {
                using CancellationTokenSource late = new(identity.HandshakeTimeout);
                await stream.AuthenticateAsServerAsync(identity.ServerOptions(), late.Token);
            }
            catch (Exception failure)
                when (failure is AuthenticationException or IOException or OperationCanceledException)
            {
                logger.LogWarning(
                    "Refused a connection from {Remote}: {Reason}", connection.RemoteEndPoint, Reason(failure));
                connection.Abort();
                return;
            }

            await RunAsync(connection, next, stream);
        }
    }

    /// <summary>A connection to somebody else.</summary>
    /// <exception cref="AuthenticationException">They are not trusted, or do not trust us.</exception>
    public async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        SslStream stream = new(new TransportStream(connection.Transport));
        await using (stream)
        {
            try
            {
                using CancellationTokenSource late = new(identity.HandshakeTimeout);
                await stream.AuthenticateAsClientAsync(identity.ClientOptions(), late.Token);
            }
            catch (Exception failure)
                when (failure is AuthenticationException or IOException or OperationCanceledException)
            {
                connection.Abort();
                throw new AuthenticationException(
                    $"no TLS with {connection.RemoteEndPoint}: {Reason(failure)}", failure);
            }

            await RunAsync(connection, next, stream);
        }
    }

    private static string Reason(Exception failure) => failure is OperationCanceledException
        ? "the handshake took too long; does the other side use TLS?"
        : (failure.InnerException ?? failure).Message;

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, SslStream stream)
    {
        IDuplexPipe plain = connection.Transport;
        Encrypted encrypted = new(PipeReader.Create(stream, Reading), PipeWriter.Create(stream, Writing));
        connection.Transport = encrypted;
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
            await encrypted.Input.CompleteAsync();
            await encrypted.Output.CompleteAsync();
        }
    }

    private sealed record Encrypted(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
