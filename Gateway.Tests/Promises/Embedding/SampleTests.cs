using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>The promise: the sample of an application with Iris inside builds, runs, and does what its page says.</summary>
internal sealed partial class SampleTests
{
    [Test]
    public async Task Sample_AsItStands_DrawsWithItsOwnProviderBehindItsOwnStage()
    {
        var folder = Copy();
        var start = new ProcessStartInfo(Path.Combine(folder, "Embedded"), ["--urls", "http://127.0.0.1:0"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var sample = Process.Start(start)!;
        try
        {
            var address = await AddressAsync(sample.StandardOutput);
            using var client = new HttpClient { BaseAddress = address };
            // The sample's provider is the sample itself, on the port that it has got here.
            var file = Path.Combine(folder, "images.json");
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("http://localhost:5080/", address.AbsoluteUri, StringComparison.Ordinal));

            Assert.That(await client.GetStringAsync("/"), Is.EqualTo("The application's own page."));
            using var stranger = await client.PostAsync(TestGateway.Generations, TestGateway.Content("""{"model":"stripes/plain","prompt":"one two"}"""));
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            client.DefaultRequestHeaders.Add("x-team", "red");
            var answer = await DrawnAsync(client);

            Assert.That(Convert.FromBase64String((string)answer["data"]![0]!["b64_json"]!)[..4], Is.EqualTo(new byte[] { 0x89, 0x50, 0x4E, 0x47 }));
            Assert.That((string?)answer["size"], Is.EqualTo("96x64"));
            Assert.That((decimal?)answer["extra_fields"]!["cost"]!["usd"], Is.EqualTo(0.01m));
        }
        finally
        {
            sample.Kill(entireProcessTree: true);
            await sample.WaitForExitAsync().WaitAsync(Patience.Long);
            Directory.Delete(folder, recursive: true);
        }
    }

    // Until the edit of the file is in force, the provider is looked for at the sample's usual port.
    private static async Task<JsonObject> DrawnAsync(HttpClient client)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            using var response = await client.PostAsync(
                TestGateway.Generations, TestGateway.Content("""{"model":"stripes/plain","prompt":"one two three","size":"96x64"}"""));
            if (response.StatusCode == HttpStatusCode.OK)
                return await response.JsonAsync();
            Assert.That(patience.Elapsed, Is.LessThan(Patience.Long), await response.Content.ReadAsStringAsync());
            await Task.Delay(50);
        }
    }

    private static async Task<Uri> AddressAsync(StreamReader log)
    {
        while (await log.ReadLineAsync().WaitAsync(Patience.Long) is { } line)
        {
            if (Listening().Match(line) is { Success: true } found)
            {
                // Whoever writes into a full pipe waits.
                _ = log.ReadToEndAsync();
                return new Uri(found.Value);
            }
        }
        throw new InvalidOperationException("The sample ended.");
    }

    private static string Copy()
    {
        // …/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var built = Repository.PathOf($"examples/embedded/bin/{output.Parent!.Name}/{output.Name}");
        var folder = Directory.CreateTempSubdirectory("iris-sample-").FullName;
        foreach (var directory in Directory.EnumerateDirectories(built, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(folder, Path.GetRelativePath(built, directory)));
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(built, file)));
        return folder;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
