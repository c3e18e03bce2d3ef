using System.Diagnostics.Metrics;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Iris.Gateway.Hosting;

/// <summary>The certificates of the section Kestrel that lie in files, and the endpoints that show them.</summary>
internal sealed class ServedCertificates
{
    private readonly Dictionary<string, ServedCertificate> _byPath;

    /// <summary>Reads the section; the files are read when the server opens its endpoints.</summary>
    /// <param name="kestrel">The section Kestrel.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="logger">Tells of renewals.</param>
    public ServedCertificates(IConfigurationSection kestrel, string folder, ILogger<ServedCertificate> logger) => _byPath = Sections(kestrel)
        .DistinctBy(section => section["Path"])
        .ToDictionary(section => section["Path"]!, section => Read(section, folder, logger));

    /// <summary>Whether a file is named at all.</summary>
    public static bool AreIn(IConfigurationSection kestrel) => Sections(kestrel).Any();

    /// <summary>Reads the files that have changed.</summary>
    public void Look()
    {
        foreach (var certificate in _byPath.Values)
            certificate.Look();
    }

    /// <summary>When each ends, in seconds since 1970.</summary>
    public IEnumerable<Measurement<long>> Ends()
    {
        foreach (var (path, certificate) in _byPath)
        {
            if (certificate.Current is { TargetCertificate: var own })
                yield return new(new DateTimeOffset(own.NotAfter).ToUnixTimeSeconds(), new KeyValuePair<string, object?>("iris.certificate", path));
        }
    }

    /// <summary>Has the server show them.</summary>
    public void Serve(KestrelServerOptions options, IConfigurationSection kestrel)
    {
        Look();
        var loader = options.Configure(kestrel, reloadOnChange: false);
        options.ConfigureHttpsDefaults(https => Show(https, Default(kestrel)));
        foreach (var endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            var section = endpoint.GetSection("Certificate");
            if (endpoint.GetSection("Sni").Exists())
                loader.Endpoint(endpoint.Key, opened => opened.HttpsOptions.OnAuthenticate = Http3.IsAskedFor(kestrel, endpoint) ? OfferBoth : ShowSuccessor);
            else
                loader.Endpoint(endpoint.Key, opened => Show(opened.HttpsOptions, section.Exists() ? section : Default(kestrel)));
        }
    }

    private void Show(HttpsConnectionAdapterOptions https, IConfigurationSection? section) =>
        https.OnAuthenticate = section?["Path"] is { } path && _byPath.TryGetValue(path, out var certificate)
            ? (_, options) => options.ServerCertificateContext = certificate.Current ?? options.ServerCertificateContext
            : null;

    // Among certificates by host name the server chooses, and knows each as it was at the start.
    private void ShowSuccessor(ConnectionContext connection, SslServerAuthenticationOptions options)
    {
        if (options.ServerCertificateContext?.TargetCertificate is { } chosen
            && _byPath.Values.FirstOrDefault(certificate => certificate.Began(chosen)) is { Current: { } current })
            options.ServerCertificateContext = current;
    }

    private void OfferBoth(ConnectionContext connection, SslServerAuthenticationOptions options)
    {
        ShowSuccessor(connection, options);
        Http3.Offer(options);
    }

    private static ServedCertificate Read(IConfigurationSection section, string folder, ILogger<ServedCertificate> logger) => new(
        Path.GetFullPath(section["Path"]!, folder), section["KeyPath"] is { } key ? Path.GetFullPath(key, folder) : null, section["Password"], logger);

    private static IConfigurationSection Default(IConfigurationSection kestrel) => kestrel.GetSection("Certificates:Default");

    private static IEnumerable<IConfigurationSection> Sections(IConfigurationSection kestrel) => kestrel.GetSection("Endpoints").GetChildren()
        .SelectMany(endpoint => endpoint.GetSection("Sni").GetChildren().Select(host => host.GetSection("Certificate"))
            .Append(endpoint.GetSection("Certificate"))).Append(Default(kestrel)).Where(section => section["Path"] is { Length: > 0 });
}

internal static class ServedCertificatesExtensions
{
    /// <summary>Renews certificates that lie in files without closing an endpoint; nothing is added where there are none, and no HTTP/3.</summary>
    public static void AddServedCertificates(this WebApplicationBuilder builder, bool servesHttp3)
    {
        var kestrel = builder.Configuration.GetSection("Kestrel");
        if (!servesHttp3 && !ServedCertificates.AreIn(kestrel))
            return;
        var folder = builder.Environment.ContentRootPath;
        builder.Services.AddSingleton(provider => new ServedCertificates(kestrel, folder, provider.GetRequiredService<ILogger<ServedCertificate>>()));
        builder.Services.AddHostedService<CertificateRenewal>();
        builder.WebHost.ConfigureKestrel(options => options.ApplicationServices.GetRequiredService<ServedCertificates>().Serve(options, kestrel));
    }
}
