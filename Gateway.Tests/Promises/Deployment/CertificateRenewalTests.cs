using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The promise: a renewed certificate is shown to whoever connects from then on; no connection is refused for it and no call breaks off.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class CertificateRenewalTests
{
    private static string ProxyFile(Uri app, string folder, string endpoints)
    {
        var file = JsonNode.Parse(AppHost.ProxyFile(app))!.AsObject();
        file["Kestrel"] = JsonNode.Parse(endpoints.Replace("FOLDER", folder, StringComparison.Ordinal));
        return file.ToJsonString();
    }

    // An endpoint's own certificate, the default one, and one by host name.
    [TestCase("""{"Endpoints":{"https":{"Url":"https://127.0.0.1:0","Sni":{"*":{"Certificate":{"Path":"FOLDER/tls.crt","KeyPath":"FOLDER/tls.key"}}}}}}""")]
    [TestCase("""{"Endpoints":{"https":{"Url":"https://127.0.0.1:0","Certificate":{"Path":"FOLDER/tls.crt","KeyPath":"FOLDER/tls.key"}}}}""")]
    [TestCase("""{"Endpoints":{"https":{"Url":"https://127.0.0.1:0"}},"Certificates":{"Default":{"Path":"FOLDER/tls.crt","KeyPath":"FOLDER/tls.key"}}}""")]
    public async Task Renewal_WhileACallRuns_CostsNothing(string kestrel)
    {
        using var certificates = new Certificates();
        var folder = Directory.CreateTempSubdirectory("iris-tls-").FullName;
        var (first, second) = (certificates.Issue("first"), certificates.Issue("second"));
        var volume = new KubeletVolume(folder, ("tls.crt", first.Certificate), ("tls.key", first.Key));
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await AppHost.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun ");
            if (context.Request.Path != "/long")
                return;
            begun.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        });
        await using var gateway = await ReloadingGateway.StartAsync(ProxyFile(app.Address, folder, kestrel));
        var met = new List<string>();
        using var client = certificates.Client(gateway.Host.Address, met);
        var running = client.GetStringAsync("/long");
        await begun.Task.WaitAsync(Patience.Long);

        await gateway.LookAsync(() => Task.Run(() => volume.Update(("tls.crt", second.Certificate), ("tls.key", second.Key))), "CertificateRenewed");
        await client.GetStringAsync("/next");
        // Only the certificate has been written yet; its key has not.
        await gateway.LookAsync(() => Task.Run(() => volume.Update(("tls.crt", first.Certificate), ("tls.key", second.Key))), "CertificateUnusable");
        await client.GetStringAsync("/between");
        await gateway.LookAsync(() => Task.Run(() => volume.Update(("tls.crt", first.Certificate), ("tls.key", first.Key))), "CertificateRenewed");
        await client.GetStringAsync("/last");
        var ends = (await client.GetStringAsync("/metrics")).Split('\n')
            .Single(line => line.StartsWith("iris_certificate_end_timestamp_seconds{", StringComparison.Ordinal));
        release.SetResult();

        Assert.That(ends, Does.Contain($"iris_certificate=\"{folder}/tls.crt\""));
        Assert.That(long.Parse(ends.Split(' ')[1], null), Is.EqualTo(Certificates.End.ToUnixTimeSeconds()), "the certificate's own end");
        Assert.That(await running, Is.EqualTo("begun done"));
        Assert.That(met, Is.EqualTo(new[] { "CN=first", "CN=second", "CN=second", "CN=first", "CN=first" }), "each with the intermediate certificate");
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Start_WithoutCertificates_LooksAtNone()
    {
        await using var app = await AppHost.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));

        Assert.That(gateway.Services.GetService(typeof(Iris.Gateway.Hosting.ServedCertificates)), Is.Null);
    }
}
