using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Admin;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms.Requests.Members;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using NUnit.Framework;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Promises.Documents;

/// <summary>The promise: the OpenAPI document is one, and says what the gateway does.</summary>
internal sealed partial class OpenApiTests
{
    private static readonly string[] BesideTheTable = ["model", "prompt", "stream", "fallbacks"];

    [Test]
    public void Document_AsAToolReadsIt_IsOpenApi31WithoutFaults()
    {
        var read = OpenApiDocument31();

        Assert.That(read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings).Select(error => error.ToString()), Is.Empty);
        Assert.That(read.Diagnostic.SpecificationVersion, Is.EqualTo(OpenApiSpecVersion.OpenApi3_1));
    }

    [Test]
    public void Document_Version_IsThePrograms() => Assert.That(
        (string?)OpenApiWorld.Document["info"]!["version"], Is.EqualTo(typeof(AdminApi).Assembly.GetName().Version!.ToString(3)));

    [Test]
    public void Document_Members_AreTheTables()
    {
        var members = OpenApiWorld.MembersOf("ImageRequest");
        Assert.That(members.Select(member => member.Key), Is.EquivalentTo(RequestMembers.All.Select(member => member.Name).Concat(BesideTheTable)));
        Assert.Multiple(() =>
        {
            foreach (var member in RequestMembers.All)
                Assert.That(Bounds(members[member.Name]!), Is.EqualTo(BoundsOf(member)), member.Name);
        });
        Assert.That(
            OpenApiWorld.MembersOf("EditRequest").Select(member => member.Key),
            Is.EquivalentTo(members.Select(member => member.Key).Except(["input_images"]).Concat(["images", "image", "mask"])));

        static string BoundsOf(RequestMember member) => member switch
        {
            TextMember { Most: int.MaxValue } => "string",
            TextMember text => $"string {text.Most}",
            IntegerMember { Least: long.MinValue } => "integer",
            IntegerMember number => $"integer {number.Least} {number.Most}",
            SizeMember => "string",
            FormMember => "url b64_json",
            JsonMember { Shape: JsonShape.Object } => "object",
            _ => "array 16",
        };
    }

    [Test]
    public async Task Document_Paths_AreTheEndpoints()
    {
        await using var gateway = await OpenApiWorld.StartAsync();
        var own = gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is null)
            .Select(endpoint => Parameter().Replace(endpoint.RoutePattern.RawText!, "{$1}"))
            .Where(path => path != "/metrics" && !path.StartsWith("/{", StringComparison.Ordinal)).ToHashSet();
        var told = OpenApiWorld.Document["paths"]!.AsObject().Select(path => path.Key).ToArray();

        // The statistics and the like share a pattern with one call's id.
        var patterns = told.Where(path => path is not "/metrics" && !IsOrder(path) && !path.StartsWith("/v1/async/", StringComparison.Ordinal)).ToArray();
        Assert.That(patterns.Where(path => !own.Contains(path) && !AdminApi.Patterns.Any(pattern => Fits(pattern, path))), Is.Empty, "told and not there");
        Assert.That(own.Where(path => !NotTold.Contains(path) && !told.Contains(path)), Is.Empty, "there and not told");
        foreach (var path in told.Where(IsOrder))
        {
            using var response = await gateway.PostAsync(path.Replace("{cluster}", "sandbox"), "{}");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), path);
        }
    }

    // What only tells where its things are changed, in the file; and a part of a page.
    private static readonly string[] NotTold =
    [
        "/api/governance/teams", "/api/governance/teams/{id}", "/api/providers/{id}/keys", "/api/providers/{id}/keys/{key}",
        "/api/docs/scalar.js",
    ];

    [Test]
    public async Task Get_TheDocumentAndItsPage_AreServed()
    {
        await using var gateway = await OpenApiWorld.StartAsync();
        using var open = await gateway.Client.GetAsync("/openapi.json");
        using var refused = await gateway.Client.GetAsync("/api/docs");
        using var page = await ReadAsync(gateway, "/api/docs", null);
        using var packed = await ReadAsync(gateway, "/api/docs/scalar.js", "gzip, br");
        using var plain = await ReadAsync(gateway, "/api/docs/scalar.js", null);

        Assert.That(await open.Content.ReadAsStringAsync(), Is.EqualTo(await File.ReadAllTextAsync(Repository.PathOf("Gateway/Documents/openapi.json"))));
        Assert.That(open.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(
            refused.Headers.NonValidated["WWW-Authenticate"], Is.EqualTo(new[] { "Basic realm=\"iris\"", "Bearer" }), "a browser takes each line for one challenge");
        var text = await page.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("data-url=\"openapi.json\"").And.Contain("src=\"docs/scalar.js\"").And.Not.Contain("//"), "nothing comes from elsewhere");
        Assert.That(page.Header("Content-Security-Policy"), Does.StartWith("default-src 'self';"));
        Assert.That(page.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        var viewer = await plain.Content.ReadAsStringAsync();
        Assert.That(packed.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(await new StreamReader(unpacked).ReadToEndAsync(), Is.EqualTo(viewer));
        Assert.That(viewer, Does.Contain("api-reference"));
        Assert.That(plain.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/javascript"));
    }

    private static Task<HttpResponseMessage> ReadAsync(GatewayHost gateway, string path, string? encodings)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-admin-0123456789abcdef");
        if (encodings is not null)
            request.Headers.Add("Accept-Encoding", encodings);
        return gateway.Client.SendAsync(request);
    }

    private static bool IsOrder(string path) => OpenApiWorld.Document["paths"]![path]!.ToJsonString().Contains("EditRequest", StringComparison.Ordinal)
        || OpenApiWorld.Document["paths"]![path]!["$ref"] is not null || path.EndsWith("/async/images/generations", StringComparison.Ordinal);

    private static string Bounds(JsonNode schema)
    {
        if (schema["enum"] is { } words)
            return string.Join(' ', words.AsArray().Where(word => word is not null));
        var bounds = (string?[])[schema["maxLength"]?.ToString(), schema["minimum"]?.ToString(), schema["maximum"]?.ToString(), schema["maxItems"]?.ToString()];
        return string.Join(' ', bounds.Where(bound => bound is not null).Prepend((string)schema["type"]![0]!));
    }

    private static bool Fits(string pattern, string path) =>
        Regex.IsMatch(path, $"^{Parameter().Replace(pattern, "[^/]+")}$", RegexOptions.CultureInvariant);

    private static ReadResult OpenApiDocument31() =>
        OpenApiDocument.Parse(File.ReadAllText(Repository.PathOf("Gateway/Documents/openapi.json")), "json");

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
