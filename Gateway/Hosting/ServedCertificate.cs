using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Hosting;

/// <summary>
/// A certificate that the server shows, from the files that the configuration names. Whoever connects gets what the files held when they were last
/// whole; connections that are there already keep theirs.
/// </summary>
/// <param name="path">PEM with the intermediate certificates behind it, or PKCS #12.</param>
/// <param name="keyPath">PEM of the key; null for PKCS #12.</param>
/// <param name="password">The key's; null without one.</param>
/// <param name="logger">Tells of renewals.</param>
internal sealed partial class ServedCertificate(string path, string? keyPath, string? password, ILogger<ServedCertificate> logger)
{
    private string _seen = "";
    private volatile SslStreamCertificateContext? _current;
    // Its thumbprint; the server has read it at the start as well.
    private string? _first;

    /// <summary>The certificate and its intermediates; null while the files have never been whole.</summary>
    public SslStreamCertificateContext? Current => _current;

    /// <summary>Whether this is the certificate that the files held at the start.</summary>
    public bool Began(X509Certificate2 certificate) => certificate.Thumbprint == _first;

    /// <summary>
    /// Reads the files where they are other ones than last time. A pair of which only one has been written yet does not fit, and is passed over.
    /// </summary>
    public void Look()
    {
        var seen = SecretValues.Fingerprint(path) + (keyPath is null ? "" : SecretValues.Fingerprint(keyPath));
        if (seen == _seen)
            return;
        _seen = seen;
        var before = _current;
        try
        {
            _current = Read();
            _first ??= _current.TargetCertificate.Thumbprint;
        }
        catch (Exception e)
        {
            // Among others a key that is not the certificate's is told by an ArgumentException, and whatever leaves a background service stops the host.
            Log.Unusable(logger, path, e.Message);
            return;
        }
        if (before is not null)
            Log.Renewed(logger, path, _current.TargetCertificate.NotAfter.ToUniversalTime());
    }

    private SslStreamCertificateContext Read()
    {
        var all = new X509Certificate2Collection();
        X509Certificate2 own;
        if (keyPath is null)
        {
            all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("it has no private key");
        }
        else
        {
            own = password is null
                ? X509Certificate2.CreateFromPemFile(path, keyPath) : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
            all.ImportFromPemFile(path);
        }
        return SslStreamCertificateContext.Create(own, all);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "certificate {Path} has been renewed; new connections get it, it ends on {End:u}", EventName = "CertificateRenewed")]
        public static partial void Renewed(ILogger logger, string path, DateTime end);

        [LoggerMessage(2, LogLevel.Warning, "certificate {Path} cannot be used as it is now, the one before stays: {Reason}", EventName = "CertificateUnusable")]
        public static partial void Unusable(ILogger logger, string path, string reason);
    }
}
