using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Connections.Security;
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
        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(_others.Pem(), _ours.Pem()));

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
        TlsOptions anonymous = new()
        {
            ClientCertificateMode = RemoteCertificateMode.NoCertificate,
            RemoteCertificateValidation = (certificate, _, _) => certificate is not null,
        };
        bool isLetIn = false;
        ConnectionDelegate server = Serving(Identity(_ours.Pem()), _ =>
        {
            isLetIn = true;
            return Task.CompletedTask;
        });

        // With TLS 1.3 a client learns of its refusal after its own handshake, so only the server's end counts.
        await MeetAsync(server, Asking(anonymous, connection => Task.CompletedTask));
        Assert.False(isLetIn);
    }

    [Fact]
    public async Task RenewedCertificate_IsUsed_WithoutARestart()
    {
        PetuumTlsOptions old = _ours.Pem("old");
        PetuumTlsOptions renewed = _ours.Pem("renewed");
        TlsIdentity server = Identity(old);
        PetuumTlsOptions client = _ours.Pem() with { RequiredName = "renewed" };
        await Assert.ThrowsAnyAsync<IOException>(() => TalkAsync(server, Identity(client)));
        File.Copy(renewed.Certificate, old.Certificate, overwrite: true);
        File.Copy(renewed.Key, old.Key, overwrite: true);
        File.SetLastWriteTimeUtc(old.Certificate, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal("hello, petuum", await TalkAsync(server, Identity(client)));
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
        TalkAsync(Identity(server), Identity(client));

    /// <summary>The client asks, the server answers; what the client heard.</summary>
    private static async Task<string> TalkAsync(TlsIdentity server, TlsIdentity client)
    {
        TlsOptions own = new();
        client.Apply(own);
        string heard = "";
        ConnectionDelegate serving = Serving(server, async connection =>
        {
            string name = await ReadAsync(connection.Transport.Input);
            await WriteAsync(connection.Transport.Output, $"hello, {name}");
        });
        ConnectionDelegate asking = Asking(own, async connection =>
        {
            await WriteAsync(connection.Transport.Output, "petuum");
            heard = await ReadAsync(connection.Transport.Input);
        });
        await MeetAsync(serving, asking);
        return heard.Length > 0 ? heard : throw new IOException("the connection was closed");
    }

    /// <summary>Both ends at once; each is closed when it is done, as Orleans does.</summary>
    private static async Task MeetAsync(ConnectionDelegate server, ConnectionDelegate client)
    {
        (DefaultConnectionContext serverEnd, DefaultConnectionContext clientEnd) = Connect();
        await Task.WhenAll(RunAsync(server, serverEnd), RunAsync(client, clientEnd)).WaitAsync(Patience);
    }

    private static async Task RunAsync(ConnectionDelegate runs, DefaultConnectionContext end)
    {
        try
        {
            await Task.Run(() => runs(end));
        }
        finally
        {
            end.Abort();
        }
    }

    private static ConnectionDelegate Serving(TlsIdentity identity, ConnectionDelegate serve)
    {
        TlsOptions tls = new();
        identity.Apply(tls);
        ConnectionBuilder builder = new(Services());
        TlsExtensions.NameTheRefused(builder);
        builder.UseServerTls(tls);
        return builder.Run(connection => serve(connection)).Build();
    }

    private static ConnectionDelegate Asking(TlsOptions tls, ConnectionDelegate ask)
    {
        ConnectionBuilder builder = new(Services());
        builder.UseClientTls(tls);
        return builder.Run(connection => ask(connection)).Build();
    }

    private static ServiceProvider Services() => new ServiceCollection().AddLogging().BuildServiceProvider();

    private static TlsIdentity Identity(PetuumTlsOptions options) => new(options, serves: false);

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
