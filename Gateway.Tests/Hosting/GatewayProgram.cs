using System.Diagnostics;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>The program as people start it, in a process and a directory of its own.</summary>
internal sealed class GatewayProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private GatewayProgram(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>How a run has ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);

    /// <summary>A directory with a proxy.json in it.</summary>
    public static async Task<string> DirectoryOfAsync(string proxyJson)
    {
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "proxy.json"), proxyJson);
        return directory;
    }

    /// <summary>Runs it to its end, which must come by itself.</summary>
    public static async Task<Outcome> RunAsync(string directory, params string[] args)
    {
        await using var program = Start(directory, args);
        var output = await program._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Long);
        await program._process.WaitForExitAsync().WaitAsync(Patience.Long);
        return new(program._process.ExitCode, output, await program._error);
    }

    /// <summary>Starts it.</summary>
    public static GatewayProgram Start(string directory, params string[] args) => Start(directory, new Dictionary<string, string>(), args);

    /// <summary>Starts it with more in its environment.</summary>
    public static GatewayProgram Start(string directory, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gateway"), args)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Starts it where no file may become larger: to a program, that is a disk that is full.</summary>
    /// <param name="directory">Where it runs.</param>
    /// <param name="kibibytes">The largest file.</param>
    /// <param name="args">The command line.</param>
    public static GatewayProgram StartWithSmallFiles(string directory, int kibibytes, params string[] args)
    {
        // The shell counts in 512 bytes. A write over the limit is an error only where the signal is ignored; the runtime's own double mappings are
        // files.
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", $"trap '' XFSZ; ulimit -f {2 * kibibytes}; exec \"$0\" \"$@\"", Path.Combine(AppContext.BaseDirectory, "Gateway"), .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Starts it with a signal as the system sets it, by its name without SIG: who runs the tests may ignore it, as nohup(1) does with HUP.</summary>
    public static GatewayProgram StartHearing(string signal, string directory, params string[] args)
    {
        var start = new ProcessStartInfo("/usr/bin/env", [$"--default-signal={signal}", Path.Combine(AppContext.BaseDirectory, "Gateway"), .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>The files that it has open, as the system names them; those whose names are gone end in <c>(deleted)</c>.</summary>
    public string[] OpenFiles()
    {
        var found = new List<string>();
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{_process.Id}/fd"))
        {
            // A descriptor may be closed while they are listed.
            try
            {
                found.Add(File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName ?? "");
            }
            catch (IOException)
            {
            }
        }
        return [.. found];
    }

    /// <summary>The files of the assemblies that it has loaded.</summary>
    public string[] LoadedAssemblies() => [.. File.ReadLines($"/proc/{_process.Id}/maps").Select(line => line.Split(' ')[^1])
        .Where(path => path.EndsWith(".dll", StringComparison.Ordinal)).Distinct()];

    /// <summary>Reads its log to the first line that contains a text.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Long) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"ended without '{text}': {await _error}");
    }

    /// <summary>Asks it to end, as an orchestrator does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end, and reads what it has still to say.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Long);
        await _process.WaitForExitAsync().WaitAsync(Patience.Long);
        return _process.ExitCode;
    }

    /// <summary>What it has said on standard error, once it has ended.</summary>
    public Task<string> ErrorAsync() => _error.WaitAsync(Patience.Long);

    /// <summary>Sends it a signal, by its name without SIG.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(Patience.Long);
    }

    /// <summary>Ends it without a word, as the system does when memory is short.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience.Long);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
