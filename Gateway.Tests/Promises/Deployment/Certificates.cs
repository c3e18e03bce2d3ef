using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>Certificates for tests: an authority, an intermediate one, and servers below it, as PEM.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(30);

    private readonly X509Certificate2 _between;
    private readonly ECDsa _betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Certificates()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = root.CreateSelfSigned(From, To);
        var between = new CertificateRequest("CN=Between", _betweenKey, HashAlgorithmName.SHA256);
        between.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issued = between.Create(Root, From, To, [1]);
        _between = issued.CopyWithPrivateKey(_betweenKey);
    }

    /// <summary>When the servers' certificates end.</summary>
    public static DateTimeOffset End => To.AddDays(-1);

    /// <summary>The only certificate that clients trust.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>A server's certificate with the intermediate one behind it, and its key.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("shop.example");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var own = request.Create(_between, From, End, RandomNumberGenerator.GetBytes(8));
        return (own.ExportCertificatePem() + "\n" + _between.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A client that trusts the root alone, and notes which server it has met.</summary>
    public HttpClient Client(Uri address, List<string> met) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        // Every call is a connection of its own.
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions =
        {
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Root }, RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                met.Add(errors == System.Net.Security.SslPolicyErrors.None ? certificate!.Subject : errors.ToString());
                return errors == System.Net.Security.SslPolicyErrors.None;
            },
        },
    })
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public void Dispose()
    {
        Root.Dispose();
        _between.Dispose();
        _betweenKey.Dispose();
    }
}
