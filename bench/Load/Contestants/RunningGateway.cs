using System.Diagnostics;
using Iris.Bench.Load.Client;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Mock;

namespace Iris.Bench.Load.Contestants;

/// <summary>A running contestant.</summary>
internal sealed class RunningGateway : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly MockProcess _mock;
    private readonly Process? _process;
    private readonly WorkFolder _folder;

    private RunningGateway(Contestant contestant, MockProcess mock, Process? process, WorkFolder folder, int port)
    {
        Contestant = contestant;
        Port = port;
        _mock = mock;
        _process = process;
        _folder = folder;
    }

    public Contestant Contestant { get; }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Milliseconds from its start to its first response; null without a gateway.</summary>
    public double? StartMilliseconds { get; private set; }

    /// <summary>Resident MiB after the first response.</summary>
    public double? FirstResident { get; private set; }

    /// <summary>Its processes; without a gateway the mock's, which then does all the work.</summary>
    public IReadOnlyList<int> Ids => ProcessUsage.Tree(_process?.Id ?? _mock.Id);

    /// <summary>How it ended; null while it runs.</summary>
    public string? Death => _process is { HasExited: true } ? $"it ended with {_process.ExitCode}: {LogTail()}" : null;

    /// <summary>Starts it and waits until it responds.</summary>
    /// <param name="contestant">The contestant.</param>
    /// <param name="mock">Its provider.</param>
    /// <param name="images">More of Iris's section Images, as JSON; null for nothing.</param>
    public static RunningGateway Start(Contestant contestant, MockProcess mock, string? images = null)
    {
        var work = new WorkFolder();
        var folder = work.Path;
        if (contestant.Start is null)
            return new RunningGateway(contestant, mock, null, work, mock.Port);
        var port = Ports.Free();
        string Fill(string text) => text.Replace("{port}", $"{port}").Replace("{upstream}", $"{mock.Port}")
            .Replace("{config}", folder + "/proxy.json").Replace("{dir}", folder);
        IrisConfiguration.Write(folder + "/proxy.json", mock.Port, images);
        if (contestant.NginxConfiguration is { } nginx)
            File.WriteAllText(folder + "/nginx.conf", Fill(nginx));
        // With exec the contestant replaces the shell's process, and its output goes to a file, as an operator would have it.
        var info = new ProcessStartInfo("/bin/sh", ["-c", $"exec {Fill(contestant.Start)} >{folder}/log 2>&1"]) { WorkingDirectory = folder };
        var clock = Stopwatch.StartNew();
        var gateway = new RunningGateway(contestant, mock, ChildProcess.Start(Cores.Contestant, info), work, port);
        try
        {
            mock.Watch(gateway._process!.Id);
            gateway.WaitForAnswer(clock);
            gateway.FirstResident = ProcessUsage.ResidentMiB(gateway.Ids);
            return gateway;
        }
        catch
        {
            gateway.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            var id = _process.Id;
            // The drain of a gateway is not measured here, and an idle one may be killed.
            ChildProcess.Stop(_process, TimeSpan.FromMilliseconds(200));
            _mock.Forget(id);
        }
        _folder.Dispose();
    }

    private void WaitForAnswer(Stopwatch clock)
    {
        var plan = Loads.Workload.Small.Plan(Contestant.Style, Port) with { Connections = 1, Patience = 5 };
        while (true)
        {
            using var caller = new Caller(plan, 0, RequestBytes.Of(plan));
            caller.Call(Clock.Now, long.MaxValue);
            if (caller.Good == 1)
            {
                StartMilliseconds = clock.Elapsed.TotalMilliseconds;
                return;
            }
            if (Death is { } death)
                throw new GatewayException($"{Contestant.Name} does not start: {death}");
            if (clock.Elapsed > StartDeadline)
                throw new GatewayException($"{Contestant.Name} does not answer: {string.Join("; ", caller.Faults.Keys)}; {LogTail()}");
            Thread.Sleep(2);
        }
    }

    private string LogTail()
    {
        var log = new FileInfo(Path.Combine(_folder.Path, "log"));
        if (!log.Exists)
            return "";
        using var stream = new FileStream(log.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(2000, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>A contestant failed as a whole.</summary>
internal sealed class GatewayException(string message) : Exception(message);
