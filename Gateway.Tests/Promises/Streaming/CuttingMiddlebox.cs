using System.Net;
using System.Net.Sockets;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>
/// A load balancer as many stand in front of a gateway: it passes bytes on, and cuts every connection that was silent since the last time it looked.
/// When it looks, the test says.
/// </summary>
internal sealed class CuttingMiddlebox : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _behind;
    private readonly Task _accepting;
    private readonly List<Socket> _sockets = [];
    private int _passed;

    public CuttingMiddlebox(Uri behind)
    {
        _behind = behind;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address for clients.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Looks: cuts all connections when nothing has passed since the last look.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _passed, 0) > 0)
            return;
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
        await _accepting.WaitAsync(Patience.Long);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                lock (_sockets)
                    _sockets.AddRange([client, server]);
                await server.ConnectAsync(_behind.Host, _behind.Port);
                _ = PassAsync(client, server);
                _ = PassAsync(server, client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                Interlocked.Increment(ref _passed);
                await to.SendAsync(buffer.AsMemory(0, read));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
