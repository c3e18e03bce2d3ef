using System.Net.Sockets;
using System.Text;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Requests that no HTTP client would send, byte by byte.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text as Latin-1 and reads until the server closes; ask it to with <c>Connection: close</c>.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string request)
    {
        using var guard = new CancellationTokenSource(Patience.Long);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, guard.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), guard.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, guard.Token);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // A server that refuses may reset the connection behind its answer.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
