using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Petuum.Lab.Grains;

/// <summary>Our certificate and whom we trust; read again when a file has changed. Thread-safe.</summary>
internal sealed class TlsIdentity
{
    /// <summary>What a server's certificate is for (RFC 5280, 4.2.1.12).</summary>
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";

    /// <summary>What a client's certificate is for.</summary>
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private readonly PetuumTlsOptions _options;
    private readonly bool _serves;
    private readonly Lock _gate = new();
    private Loaded _loaded;

    /// <summary>Reads the files.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="serves">Whether others connect to us with it; everybody connects to others.</param>
    /// <exception cref="TlsOptionsException">They cannot be used.</exception>
    public TlsIdentity(PetuumTlsOptions options, bool serves)
    {
        (_options, _serves) = (options, serves);
        _loaded = Load();
    }

    /// <summary>
    /// Lets the middleware of Orleans use what the files hold when a connection is made: the certificate with its
    /// intermediates, and a chain to our authorities instead of the system's. Both sides must have a certificate.
    /// </summary>
    public void Apply(TlsOptions tls)
    {
        tls.LocalCertificate = _loaded.Context.TargetCertificate;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, errors) => IsTrusted(certificate, errors);
        tls.HandshakeTimeout = _options.HandshakeTimeout;
        tls.OnAuthenticateAsServer = (_, handshake) =>
        {
            Loaded loaded = Current();
            var server = (SslServerAuthenticationOptions)handshake.SslServerAuthenticationOptions;
            server.ServerCertificate = null;
            server.ServerCertificateSelectionCallback = null;
            server.ServerCertificateContext = loaded.Context;
            server.CertificateChainPolicy = Policy(loaded.Authorities, ClientPurpose);
            server.AllowRenegotiation = false;
            server.AllowTlsResume = false;
        };
        tls.OnAuthenticateAsClient = (_, handshake) =>
        {
            Loaded loaded = Current();
            var client = (SslClientAuthenticationOptions)handshake.SslClientAuthenticationOptions;
            client.ClientCertificates = null;
            client.ClientCertificateContext = loaded.Context;
            client.CertificateChainPolicy = Policy(loaded.Authorities, ServerPurpose);
            client.TargetHost = _options.RequiredName;
            client.AllowRenegotiation = false;
            client.AllowTlsResume = false;
        };
    }

    /// <summary>Whether a certificate is signed by our authorities and has the name; addresses are not names.</summary>
    private bool IsTrusted(X509Certificate2 theirs, SslPolicyErrors errors) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
        && (_options.RequiredName.Length == 0
            || theirs.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == _options.RequiredName
            || theirs.MatchesHostname(_options.RequiredName, allowWildcards: true, allowCommonName: false));

    /// <summary>What the files hold now; what they held before while they cannot be used, as amid a renewal.</summary>
    private Loaded Current()
    {
        lock (_gate)
        {
            if (_loaded.Stamp != Stamp())
            {
                try
                {
                    _loaded = Load();
                }
                catch (TlsOptionsException)
                {
                    return _loaded;
                }
            }

            return _loaded;
        }
    }

    private (DateTime, DateTime, DateTime) Stamp() =>
        (Written(_options.Certificate), Written(_options.Key), Written(_options.Authority));

    private static DateTime Written(string path) => path.Length == 0 ? default : File.GetLastWriteTimeUtc(path);

    private Loaded Load()
    {
        (DateTime, DateTime, DateTime) stamp = Stamp();
        X509Certificate2Collection authorities = LoadAuthorities();
        X509Certificate2 own = LoadOwn(out X509Certificate2Collection intermediates);
        foreach (string purpose in _serves ? new[] { ClientPurpose, ServerPurpose } : [ClientPurpose])
        {
            using X509Chain chain = new() { ChainPolicy = Policy(authorities, purpose) };
            chain.ChainPolicy.ExtraStore.AddRange(intermediates);
            if (!chain.Build(own))
            {
                string why = string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
                throw new TlsOptionsException(
                    nameof(PetuumTlsOptions.Certificate),
                    $"nobody who trusts '{_options.Authority}' would accept '{_options.Certificate}': {why}",
                    "give a certificate signed by that authority, valid now, for clientAuth and (silos) serverAuth");
            }
        }

        return new Loaded(
            stamp, authorities, SslStreamCertificateContext.Create(own, intermediates, offline: true));
    }

    private X509Certificate2Collection LoadAuthorities()
    {
        if (_options.Authority.Length == 0)
        {
            throw new TlsOptionsException(
                nameof(PetuumTlsOptions.Authority),
                "is not given, so that nobody's certificate could be trusted",
                "name the PEM file of those who sign the cluster's certificates; "
                + "silo/Petuum.Lab.Silo/deploy/certificates.sh makes one, and a certificate, to try things out");
        }

        X509Certificate2Collection authorities = [];
        Try(nameof(PetuumTlsOptions.Authority), _options.Authority, authorities.ImportFromPemFile);
        return authorities.Count > 0 ? authorities : throw new TlsOptionsException(
            nameof(PetuumTlsOptions.Authority),
            $"'{_options.Authority}' holds no certificate",
            "give a PEM file with the certificates of those who sign the cluster's certificates");
    }

    private X509Certificate2 LoadOwn(out X509Certificate2Collection others)
    {
        X509Certificate2? own = null;
        X509Certificate2Collection found = [];
        string path = _options.Certificate;
        string? password = _options.Password.Length > 0 ? _options.Password : null;
        string? key = _options.Key.Length > 0 ? _options.Key : null;
        Try(nameof(PetuumTlsOptions.Certificate), path, _ =>
        {
            bool isPem = File.ReadAllText(path).Contains("-----BEGIN", StringComparison.Ordinal);
            if (isPem)
            {
                // A password may be there for other files.
                bool isEncrypted = password is not null && File.ReadAllText(key ?? path)
                    .Contains("-----BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
                own = isEncrypted
                    ? X509Certificate2.CreateFromEncryptedPemFile(path, password, key)
                    : X509Certificate2.CreateFromPemFile(path, key);
                found.ImportFromPemFile(path);
                return;
            }

            found = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            own = found.FirstOrDefault(certificate => certificate.HasPrivateKey);
        });
        others = [.. found.Where(certificate => certificate.Thumbprint != own?.Thumbprint)];
        return own is { HasPrivateKey: true } ? own : throw new TlsOptionsException(
            nameof(PetuumTlsOptions.Certificate),
            $"'{path}' holds no certificate with a private key",
            "name the key's file as Tls:Key, or give a PFX");
    }

    private static void Try(string option, string path, Action<string> load)
    {
        if (!File.Exists(path))
        {
            throw new TlsOptionsException(option, $"there is no file '{path}'", "name a file that exists");
        }

        try
        {
            load(path);
        }
        catch (Exception failure)
            when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TlsOptionsException(
                option,
                $"'{path}' cannot be used: {failure.Message}",
                "give a PEM or PFX file, its key and, if it has one, its password",
                failure);
        }
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities, string purpose)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(purpose));
        return policy;
    }

    private sealed record Loaded(
        (DateTime, DateTime, DateTime) Stamp,
        X509Certificate2Collection Authorities,
        SslStreamCertificateContext Context);
}
