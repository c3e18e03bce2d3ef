using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// An application may compress its responses in front of Iris: such a middleware replaces the response's body, and pictures that are read straight
/// into the client's memory must arrive unchanged. ASP.NET Core's own asks the response for its type, which dispatch keeps from everybody while
/// attempts run, and so lets pictures pass; one of an application's own may pack everything.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class ResponseCompressionTests(bool isOfAspNet)
{
    // Below a splice, about a piece, many pieces.
    private static readonly int[] Sizes = [96, 3_000, 48_000, 65_536, 200_000, 3_000_000];

    private byte[] _picture = [];
    private bool _isChunked;
    private RawProvider _provider = null!;
    private EmbeddedApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(AnswerAsync);
        var file = ProxyJson.Create(new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", _provider.Address),
            ["huggingface"] = ProxyJson.Cluster("huggingface", _provider.Address),
        });
        _app = await EmbeddedApp.StartAsync(
            file,
            proxy =>
            {
                proxy.Services.AddResponseCompression(options =>
                    options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "text/event-stream"]);
                proxy.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
                proxy.AddImages(EmbeddedApp.Load);
            },
            front: app =>
            {
                if (isOfAspNet)
                    app.UseResponseCompression();
                else
                    app.Use(PackAsync);
                // In front of routing: image routes run where they are matched.
                app.UseRouting();
            });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Test]
    public async Task Post_AnyAnswer_ArrivesUnchanged(
        [Values("openai/gpt-image-2", "huggingface/hf-inference/black-forest-labs/FLUX.1-dev")] string model,
        [ValueSource(nameof(Sizes))] int size, [Values] bool isStream, [Values] bool isChunked)
    {
        _picture = new byte[size];
        new Random(size).NextBytes(_picture);
        // A picture's beginning and end are looked at.
        var pixel = Convert.FromBase64String(RawAnswer.Pixel).AsSpan();
        pixel[..33].CopyTo(_picture);
        pixel[^12..].CopyTo(_picture.AsSpan(size - 12));
        _isChunked = isChunked;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = new StringContent(
                $$"""{"model":"{{model}}","prompt":"p","response_format":"b64_json"{{(isStream ? ",\"stream\":true" : "")}}}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var response = await _app.Client.SendAsync(request).WaitAsync(Patience.Long);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var isPacked = response.Content.Headers.ContentEncoding.Contains("gzip");
        Assert.That(isPacked || isOfAspNet, Is.True);
        var text = isPacked ? Unpack(body) : Encoding.UTF8.GetString(body);
        var answers = isStream
            ? text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)
            : JsonNode.Parse(text)!["data"]!.AsArray().Select(item => item!);
        Assert.That(Convert.FromBase64String((string)answers.Single()["b64_json"]!).AsSpan().SequenceEqual(_picture), Is.True);
    }

    private static string Unpack(byte[] body)
    {
        using var plain = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static async Task PackAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(body.Stream, CompressionLevel.Fastest, leaveOpen: true);
        var replaced = new StreamResponseBodyFeature(packed, body);
        context.Features.Set<IHttpResponseBodyFeature>(replaced);
        await next(context);
        await replaced.CompleteAsync();
        context.Features.Set(body);
    }

    private async Task AnswerAsync(RawConnection connection)
    {
        var base64 = Convert.ToBase64String(_picture);
        var (type, body) = connection.Request.Head.Contains("hf-inference", StringComparison.Ordinal)
            ? ("image/png", _picture)
            : connection.Request.Body.Contains("\"stream\":true", StringComparison.Ordinal)
                ? ("text/event-stream", Encoding.ASCII.GetBytes(
                    $"event: image_generation.completed\ndata: {{\"type\":\"image_generation.completed\",\"b64_json\":\"{base64}\"}}\n\n"))
                : ("application/json", Encoding.ASCII.GetBytes($$"""{"created":1,"data":[{"b64_json":"{{base64}}"}]}"""));
        if (!_isChunked)
        {
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n");
            await connection.SendAsync(body);
            return;
        }
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var part in body.Chunk(10_000))
        {
            await connection.SendAsync($"{part.Length:x}\r\n");
            await connection.SendAsync(part);
            await connection.SendAsync("\r\n");
        }
        await connection.SendAsync(RawAnswer.LastChunk);
    }
}
