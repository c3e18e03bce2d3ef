using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>A request whose body is sent as a test likes: slowly, in part, or not at all.</summary>
internal sealed class UploadSocket : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Connects and sends the head of a JSON request.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="framing">The last header, <c>Content-Length: 5</c> for instance.</param>
    /// <param name="path">The request's path.</param>
    /// <param name="contentType">The body's type.</param>
    public static async Task<UploadSocket> OpenAsync(
        GatewayHost gateway, string framing, string path = TestGateway.Generations, string contentType = "application/json")
    {
        var upload = new UploadSocket();
        await upload._socket.ConnectAsync("127.0.0.1", gateway.Address.Port);
        await upload.SendAsync($"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: {contentType}\r\n{framing}\r\n\r\n");
        return upload;
    }

    public async Task SendAsync(string text)
    {
        ReadOnlyMemory<byte> rest = Encoding.ASCII.GetBytes(text);
        while (rest.Length > 0)
            rest = rest[await _socket.SendAsync(rest)..];
    }

    /// <summary>Leaves with a reset, not with a polite end.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Reads until the answer's JSON document is whole.</summary>
    public async Task<(string Head, JsonNode Body)> AnswerAsync()
    {
        var text = "";
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer).WaitAsync(Patience.Long);
            Assert.That(read, Is.Positive, $"the connection ended after: {text}");
            text += Encoding.UTF8.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && Parse(text[(end + 4)..]) is { } body)
                return (text[..end], body);
        }
    }

    /// <summary>Asserts that the answer is this failure.</summary>
    /// <returns>The answer's head.</returns>
    public async Task<string> FailureAsync(int status, string type, string? code)
    {
        var (head, body) = await AnswerAsync();
        Assert.Multiple(() =>
        {
            Assert.That(head, Does.StartWith($"HTTP/1.1 {status} "));
            Assert.That((string?)body["error"]!["type"], Is.EqualTo(type));
            Assert.That((string?)body["error"]!["code"], Is.EqualTo(code));
            Assert.That((int)body["status_code"]!, Is.EqualTo(status));
            Assert.That((string?)body["event_id"], Is.Not.Empty);
        });
        return head;
    }

    /// <summary>Waits until the gateway closes the connection.</summary>
    public async Task ClosedAsync() => Assert.That((await _socket.ReadToEndAsync()).Text, Is.Empty);

    public void Dispose() => _socket.Dispose();

    // The answer may come in chunks; a document has one line here, which is the longest one.
    private static JsonNode? Parse(string body)
    {
        var line = body.Split("\r\n").MaxBy(part => part.Length)!;
        try
        {
            return JsonNode.Parse(line);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
