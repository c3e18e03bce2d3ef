using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Reporting;

namespace Iris.Bench.Load.Loads;

/// <summary>
/// Clients that hold what they have taken: they ask for a large picture and do not read, or open a body and hardly send. Each load has a bound that
/// the gateway must keep: how soon it lets the last of them go, and what they may cost it until then.
/// </summary>
internal sealed class StalledClients(RunningGateway gateway, Workload load)
{
    // Twice the gateway's own bounds of silence (30 s of a reader, 10 s of a body), as a busy machine looks late.
    private static readonly TimeSpan MostOfReaders = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostOfUploads = TimeSpan.FromSeconds(25);

    // Of a reader: what stands in the server's pipe and the socket's user space. Of a body: the first block.
    private const double MostKibOfReader = 384;
    private const double MostKibOfUpload = 96;

    /// <summary>Measures the load.</summary>
    /// <exception cref="GatewayException">The bound is not kept.</exception>
    public SortedDictionary<string, double> Run()
    {
        Thread.Sleep(1000);
        var idle = ProcessUsage.ResidentMiB(gateway.Ids);
        ProcessUsage.ForgetPeak(gateway.Ids);
        var isReading = load.Kind == LoadKind.StalledReaders;
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < load.Connections; i++)
                clients.Add(isReading ? OpenReader() : OpenUpload());
            var clock = Stopwatch.StartNew();
            foreach (var client in clients)
                WaitForEnd(client, clock, isReading);
            var freed = clock.Elapsed;
            var peak = ProcessUsage.PeakMiB(gateway.Ids);
            var values = new SortedDictionary<string, double>
            {
                [Measure.Idle] = idle,
                [Measure.Peak] = peak,
                [Measure.Calls] = load.Connections,
                [Measure.PerCall] = (peak - idle) * 1024 / load.Connections,
                [Measure.Freed] = freed.TotalSeconds,
            };
            if (values[Measure.PerCall] > (isReading ? MostKibOfReader : MostKibOfUpload))
                throw new GatewayException($"a stalled client costs {values[Measure.PerCall]:0} KiB");
            return values;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private Socket OpenReader()
    {
        var plan = load.Plan(Style.Translates, gateway.Port);
        // A small window, so that hardly anything of the picture fits between gateway and client.
        return Open(Head(plan.Path, Encoding.UTF8.GetByteCount(plan.Body)) + plan.Body, receiveBuffer: 4096);
    }

    // A byte a minute is less than a bound of silence lets pass, so the first byte is the only one.
    private Socket OpenUpload() => Open(Head("/v1/images/generations", 1 << 20) + "{", receiveBuffer: 0);

    private static string Head(string path, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    private Socket Open(string text, int receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        socket.Connect(IPAddress.Loopback, gateway.Port);
        socket.Send(Encoding.UTF8.GetBytes(text));
        return socket;
    }

    // Nothing is read: the gateway's end of the connection shows as a hang-up or an error. A body is answered with 408 before its connection ends.
    private void WaitForEnd(Socket client, Stopwatch clock, bool isReading)
    {
        var most = isReading ? MostOfReaders : MostOfUploads;
        while (!HasEnded(client, isReading))
        {
            if (gateway.Death is { } death)
                throw new GatewayException(death);
            if (clock.Elapsed > most)
                throw new GatewayException($"a stalled client is still held after {most.TotalSeconds:0} s");
            Thread.Sleep(50);
        }
    }

    private static bool HasEnded(Socket client, bool isReading)
    {
        try
        {
            if (isReading)
                // A zero-byte send fails once the peer has reset the connection.
                return client.Poll(0, SelectMode.SelectError) || client.Send(Array.Empty<byte>()) < 0 || IsReset(client);
            return client.Available > 0 || client.Poll(0, SelectMode.SelectRead);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool IsReset(Socket client) =>
        (int)client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;
}
