using System.Net;
using System.Text;
using System.Text.Json;
using Iris.Sandbox;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>Calls the sandbox as the gateway does, and reads what it says.</summary>
internal static class SandboxCall
{
    public static async Task<HttpResponseMessage> SendAsync(
        string json, TimeProvider? time = null, string path = "images/generations", CancellationToken cancellation = default)
    {
        return await SendAsync(new StringContent(json, Encoding.UTF8, "application/json"), time, path, cancellation);
    }

    public static async Task<HttpResponseMessage> SendAsync(
        HttpContent content, TimeProvider? time = null, string path = "images/edits", CancellationToken cancellation = default)
    {
        using var invoker = new HttpMessageInvoker(new SandboxHandler(time ?? TimeProvider.System));
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://sandbox/{path}") { Content = content };
        return await invoker.SendAsync(request, cancellation);
    }

    /// <summary>A small picture's request; <paramref name="members"/> are added as they are.</summary>
    public static string Body(string members = "", string model = "painter", string prompt = "a red fox in the snow", string size = "64x64") =>
        $$"""{"model":"{{model}}","prompt":"{{prompt}}","size":"{{size}}"{{(members.Length == 0 ? "" : "," + members)}}}""";

    public static async Task<JsonElement> JsonAsync(string json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(json);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        return JsonElement.Parse(text);
    }

    public static async Task<JsonElement> ErrorAsync(string json, HttpStatusCode expected) => (await JsonAsync(json, expected)).GetProperty("error");

    public static async Task<List<(string Name, JsonElement Data)>> EventsAsync(string json, string path = "images/generations")
    {
        using var response = await SendAsync(json, path: path);
        return await EventsAsync(response);
    }

    public static async Task<List<(string Name, JsonElement Data)>> EventsAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        return Events(text);
    }

    /// <summary>Server-sent events, strictly in the form the sandbox promises: two lines and a blank one.</summary>
    public static List<(string Name, JsonElement Data)> Events(string text)
    {
        var events = new List<(string, JsonElement)>();
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            Assert.That(lines, Has.Length.EqualTo(2), block[..Math.Min(200, block.Length)]);
            Assert.That(lines[0], Does.StartWith("event: "));
            Assert.That(lines[1], Does.StartWith("data: "));
            events.Add((lines[0][7..], JsonElement.Parse(lines[1][6..])));
        }
        Assert.That(text.Length == 0 || text.EndsWith("\n\n", StringComparison.Ordinal));
        return events;
    }

    public static byte[] Picture(this JsonElement holder) => holder.GetProperty("b64_json").GetBytesFromBase64();

    public static SKBitmap Pixels(byte[] file) => SKBitmap.Decode(file);

    public static SKEncodedImageFormat Format(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        return codec.EncodedFormat;
    }

    /// <summary>The mean difference of two pictures' channels, 0..255.</summary>
    public static double Distance(byte[] first, byte[] second)
    {
        using var a = Pixels(first);
        using var b = Pixels(second);
        Assert.That((a.Width, a.Height), Is.EqualTo((b.Width, b.Height)));
        double sum = 0;
        for (var y = 0; y < a.Height; y++)
        {
            for (var x = 0; x < a.Width; x++)
            {
                SKColor p = a.GetPixel(x, y), q = b.GetPixel(x, y);
                sum += Math.Abs(p.Red - q.Red) + Math.Abs(p.Green - q.Green) + Math.Abs(p.Blue - q.Blue) + Math.Abs(p.Alpha - q.Alpha);
            }
        }
        return sum / (a.Width * a.Height * 4.0);
    }
}
