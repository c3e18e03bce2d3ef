using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>
/// A provider made of bare sockets, which does what no well-behaved server does. Every request is recorded and then given to
/// a script of the test's; a script ends when it has said what it had to say.
/// </summary>
internal sealed class RawProvider : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string _host;
    private readonly Func<RawConnection, Task>[] _scripts;
    private readonly Channel<RawConnection> _arrivals = Channel.CreateUnbounded<RawConnection>();
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly ConcurrentBag<RawConnection> _connections = [];
    private readonly Task _accepting;
    private int _served;

    private RawProvider(Func<RawConnection, Task>[] scripts, bool listens = true, string host = "127.0.0.1")
    {
        (_scripts, _host, _listener) = (scripts, host, new TcpListener(IPAddress.Parse(host), 0));
        if (listens)
            _listener.Start();
        else
            _listener.Server.Bind(_listener.LocalEndpoint);
        Port = ((IPEndPoint)_listener.Server.LocalEndPoint!).Port;
        _accepting = listens ? AcceptAsync() : Task.CompletedTask;
    }

    /// <summary>The port it listens on, or listened on.</summary>
    public int Port { get; }
    /// <summary>The base address of its API.</summary>
    public string Address => $"http://{_host}:{Port}/v1/";
    /// <summary>Every request so far, oldest first.</summary>
    public IReadOnlyList<RawRequest> Requests => [.. _requests];

    /// <summary>Starts to listen.</summary>
    /// <param name="scripts">A script for each request, in their order; the last one serves all further requests.</param>
    public static RawProvider Start(params Func<RawConnection, Task>[] scripts) => new(scripts);

    /// <summary>Starts to listen at another address of this machine.</summary>
    public static RawProvider StartAt(string host, params Func<RawConnection, Task>[] scripts) => new(scripts, host: host);

    /// <summary>A provider that is not there: its port refuses connections, and stays taken, so that nobody else answers at it.</summary>
    public static RawProvider Refusing() => new([], listens: false);

    /// <summary>The next request that has arrived, as soon as it is there.</summary>
    public Task<RawConnection> ArrivalAsync() => _arrivals.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);

    /// <summary>Refuses connections from now on.</summary>
    public async Task StopAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                var connection = new RawConnection(socket);
                _connections.Add(connection);
                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        try
        {
            while (await connection.NextRequestAsync() is { } request)
            {
                _requests.Enqueue(request);
                var script = _scripts[Math.Min(Interlocked.Increment(ref _served), _scripts.Length) - 1];
                await _arrivals.Writer.WriteAsync(connection);
                await script(connection);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The gateway closed first; the test asserts whether it may.
        }
    }
}
