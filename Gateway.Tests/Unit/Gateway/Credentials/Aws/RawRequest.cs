using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>One request exactly as it came over a socket.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string Header(string name) => Headers.Single(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Takes one request from the next connection and answers it with an empty 200.</summary>
    public static async Task<RawRequest> AcceptAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        var head = -1;
        RawRequest? request = null;
        while (request is null || bytes.Count < head + 4 + int.Parse(request.Header("Content-Length")))
        {
            var read = await stream.ReadAsync(buffer);
            Assert.That(read, Is.Positive, "the client hung up early");
            bytes.AddRange(buffer.AsSpan(0, read));
            head = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
                request ??= Parse(Encoding.Latin1.GetString([.. bytes[..head]]));
        }
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return request with { Body = [.. bytes[(head + 4)..]] };
    }

    private static RawRequest Parse(string head)
    {
        var lines = head.Split("\r\n");
        var first = lines[0].Split(' ');
        return new RawRequest(
            first[0], first[1], [.. lines.Skip(1).Select(l => KeyValuePair.Create(l[..l.IndexOf(':')], l[(l.IndexOf(':') + 1)..]))], []);
    }
}
