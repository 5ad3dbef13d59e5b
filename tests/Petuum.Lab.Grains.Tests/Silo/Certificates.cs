using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>An authority, and certificates signed by it, as files in a folder that goes with it.</summary>
internal sealed class Certificates : IDisposable
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("petuum-tls");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    /// <summary>A new authority.</summary>
    public Certificates()
    {
        CertificateRequest request = new("CN=authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(From, From.AddDays(9));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    /// <summary>The authority's file.</summary>
    public string Authority => Path.Combine(_folder.FullName, "ca.crt");

    /// <summary>A certificate and its key as PEM, for servers and clients.</summary>
    public PetuumTlsOptions Pem(string name = "petuum", int days = 5, string? purpose = null)
    {
        using X509Certificate2 certificate = Create(name, days, purpose);
        string path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path + ".crt", certificate.ExportCertificatePem());
        File.WriteAllText(path + ".key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return new PetuumTlsOptions { Certificate = path + ".crt", Key = path + ".key", Authority = Authority };
    }

    /// <summary>A certificate and its key as PFX, with a password.</summary>
    public PetuumTlsOptions Pfx(string password)
    {
        using X509Certificate2 certificate = Create("petuum", 5, null);
        string path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
        return new PetuumTlsOptions { Certificate = path, Password = password, Authority = Authority };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Create(string name, int days, string? purpose)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        OidCollection purposes = [];
        foreach (string allowed in purpose is null ? new[] { ServerPurpose, ClientPurpose } : [purpose])
        {
            purposes.Add(new Oid(allowed));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(
            _authority, From, From.AddDays(days), RandomNumberGenerator.GetBytes(12));
        return bare.CopyWithPrivateKey(key);
    }
}
