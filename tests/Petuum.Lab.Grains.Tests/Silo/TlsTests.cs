using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace Petuum.Lab.Grains.Tests.Silo;

public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Certificates _ours = new();
    private readonly Certificates _others = new();

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Connection_CarriesBytesBothWays_BetweenHoldersOfOurCertificates() =>
        Assert.Equal("hello, petuum", await TalkAsync(_ours.Pem(), _ours.Pfx("secret")));

    [Fact]
    public async Task Server_LetsNobodyIn_WithACertificateOfAnotherAuthority() =>
        await Assert.ThrowsAnyAsync<Exception>(
            () => TalkAsync(_ours.Pem(), _others.Pem() with { Authority = _ours.Authority }));

    [Fact]
    public async Task Client_DoesNotTrust_AServerOfAnotherAuthority() =>
        await Assert.ThrowsAsync<AuthenticationException>(() => TalkAsync(_others.Pem(), _ours.Pem()));

    [Theory]
    [InlineData("petuum", true)]
    [InlineData("somebody", false)]
    public async Task RequiredName_IsThatOfTheOthersCertificate(string name, bool isTrusted)
    {
        Task<string> talk = TalkAsync(_ours.Pem() with { RequiredName = "petuum" }, _ours.Pem(name));
        if (isTrusted)
        {
            Assert.Equal("hello, petuum", await talk);
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => talk);
        }
    }

    [Fact]
    public async Task Server_LetsNobodyIn_WithoutACertificate()
    {
        (DefaultConnectionContext server, DefaultConnectionContext client) = Connect();
        bool isLetIn = false;
        Task serving = Middleware(_ours.Pem()).AcceptAsync(server, _ =>
        {
            isLetIn = true;
            return Task.CompletedTask;
        });
        await using SslStream stream = new(new TransportStream(client.Transport));
        SslClientAuthenticationOptions anonymous = new()
        {
            TargetHost = "petuum",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };

        // With TLS 1.3 a client learns of its refusal after its own handshake, so only the server's end counts.
        Exception? failure = await Record.ExceptionAsync(() => stream.AuthenticateAsClientAsync(anonymous));
        await serving.WaitAsync(Patience);
        Assert.True(failure is null or IOException or AuthenticationException);
        Assert.False(isLetIn);
        Assert.True(server.ConnectionClosed.WaitHandle.WaitOne(Patience));
    }

    [Fact]
    public async Task RenewedCertificate_IsUsed_WithoutARestart()
    {
        PetuumTlsOptions old = _ours.Pem("old");
        PetuumTlsOptions renewed = _ours.Pem("renewed");
        TlsMiddleware server = Middleware(old);
        PetuumTlsOptions client = _ours.Pem() with { RequiredName = "renewed" };
        await Assert.ThrowsAsync<AuthenticationException>(() => TalkAsync(server, Middleware(client)));
        File.Copy(renewed.Certificate, old.Certificate, overwrite: true);
        File.Copy(renewed.Key, old.Key, overwrite: true);
        File.SetLastWriteTimeUtc(old.Certificate, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal("hello, petuum", await TalkAsync(server, Middleware(client)));
    }

    /// <summary>It may be set for other clusters; a key that is encrypted needs it.</summary>
    [Fact]
    public void Password_IsUsed_WhereTheKeyIsEncrypted()
    {
        PetuumTlsOptions plain = _ours.Pem() with { Password = "secret" };
        Assert.NotNull(new TlsIdentity(plain, serves: true));
        PetuumTlsOptions encrypted = _ours.Pem("encrypted") with { Password = "secret" };
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(encrypted.Key));
        PbeParameters how = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        File.WriteAllText(encrypted.Key, key.ExportEncryptedPkcs8PrivateKeyPem("secret", how));
        Assert.NotNull(new TlsIdentity(encrypted, serves: true));
        Assert.Throws<TlsOptionsException>(() => new TlsIdentity(encrypted with { Password = "wrong" }, serves: true));
    }

    [Fact]
    public void Certificates_ThatNobodyWouldAccept_AreRefusedAtOnce()
    {
        PetuumTlsOptions good = _ours.Pem();
        (PetuumTlsOptions Options, string Option)[] wrong =
        [
            (good with { Certificate = "nowhere.crt" }, "Certificate"),
            (good with { Authority = "" }, "Authority"),
            (good with { Authority = good.Key }, "Authority"),
            (good with { Key = "" }, "Certificate"),
            (good with { Authority = _others.Authority }, "Certificate"),
            (_ours.Pem(days: 0), "Certificate"),
            (_ours.Pem(purpose: "1.3.6.1.5.5.7.3.2"), "Certificate"),
            (_ours.Pfx("secret") with { Password = "wrong" }, "Certificate"),
        ];
        foreach ((PetuumTlsOptions options, string option) in wrong)
        {
            TlsOptionsException failure =
                Assert.Throws<TlsOptionsException>(() => new TlsIdentity(options, serves: true));
            Assert.Equal(option, failure.Option);
            Assert.NotEmpty(failure.Remedy);
            bool isAuthorityMissing = options.Authority.Length == 0;
            Assert.Equal(isAuthorityMissing, failure.Remedy.Contains("certificates.sh", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Cluster_TakesCalls_FromClientsWithACertificateOnly()
    {
        PetuumTlsOptions silo = _ours.Pem();
        PetuumTlsOptions client = _ours.Pem("client");
        InProcessTestClusterBuilder builder = new(2);
        builder.ConfigureSilo((_, own) => own
            .AddMemoryGrainStorage(SiloBuilderExtensions.StorageName)
            .AddPetuum(_ => new SharedJobs())
            .UsePetuumTls(silo));
        builder.ConfigureClient(own => own.AddPetuum().UsePetuumTls(client));
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync().WaitAsync(Patience * 2);
        for (int worker = 0; worker < 4; worker++)
        {
            IWorkerGrain grain = cluster.Client.GetGrain<IWorkerGrain>(new MachineKey("job", 1, worker).ToString());
            Assert.False((await grain.ReportAsync().WaitAsync(Patience)).IsPresent);
        }
    }

    private static Task<string> TalkAsync(PetuumTlsOptions server, PetuumTlsOptions client) =>
        TalkAsync(Middleware(server), Middleware(client));

    /// <summary>The client asks, the server answers; what the client heard.</summary>
    private static async Task<string> TalkAsync(TlsMiddleware server, TlsMiddleware client)
    {
        (DefaultConnectionContext serverEnd, DefaultConnectionContext clientEnd) = Connect();
        Task serving = server.AcceptAsync(serverEnd, async connection =>
        {
            string name = await ReadAsync(connection.Transport.Input);
            await WriteAsync(connection.Transport.Output, $"hello, {name}");
        });
        string heard = "";
        Task asking = client.ConnectAsync(clientEnd, async connection =>
        {
            await WriteAsync(connection.Transport.Output, "petuum");
            heard = await ReadAsync(connection.Transport.Input);
        });
        await asking.WaitAsync(Patience);
        await serving.WaitAsync(Patience);
        return heard.Length > 0 ? heard : throw new IOException("the connection was closed");
    }

    private static TlsMiddleware Middleware(PetuumTlsOptions options) =>
        new(new TlsIdentity(options, serves: false), NullLogger.Instance);

    private static async Task WriteAsync(PipeWriter output, string text)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static async Task<string> ReadAsync(PipeReader input)
    {
        ReadResult read = await input.ReadAsync();
        string text = Encoding.UTF8.GetString(read.Buffer);
        input.AdvanceTo(read.Buffer.End);
        return text;
    }

    /// <summary>Two ends of a connection; one that aborts ends the other's reading.</summary>
    private static (DefaultConnectionContext Server, DefaultConnectionContext Client) Connect()
    {
        Pipe up = new();
        Pipe down = new();
        return (End(up.Reader, down.Writer), End(down.Reader, up.Writer));
    }

    private static DefaultConnectionContext End(PipeReader input, PipeWriter output)
    {
        Duplex transport = new(input, output);
        DefaultConnectionContext end = new("test", transport, transport);
        end.ConnectionClosed.Register(() => output.Complete());
        return end;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
