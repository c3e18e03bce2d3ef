using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Iris.Bench.Load.Machine;

/// <summary>The harness's child processes; none of them outlives it.</summary>
internal static partial class ChildProcess
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly List<Process> Alive = [];

    /// <summary>Ends all children when the harness is asked to end.</summary>
    public static IDisposable Guard()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        var registrations =
            new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Console.Error.WriteLine("stopped");
            KillAll();
            Environment.Exit(130);
        })).ToArray();
        return new Registrations(registrations);
    }

    /// <summary>Starts this program in another role and keeps both ends of its standard streams.</summary>
    public static Process Self(int core, params string[] args)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // When the program was started as "dotnet x.dll", the path is that of the dotnet host.
        if (Path.GetFileNameWithoutExtension(info.FileName) == "dotnet")
            info.ArgumentList.Insert(0, typeof(ChildProcess).Assembly.Location);
        return Start(core, info);
    }

    /// <summary>Starts a process on one core, or on any core.</summary>
    public static Process Start(int core, ProcessStartInfo info, bool pinned = true)
    {
        var process = (pinned ? Cores.On(core, () => Process.Start(info)) : Process.Start(info)) ?? throw new InvalidOperationException($"{info.FileName} does not start");
        lock (Alive)
            Alive.Add(process);
        return process;
    }

    /// <summary>Ends a process and its children: first with a request, then with a kill.</summary>
    public static void Stop(Process process, TimeSpan patience)
    {
        if (!process.HasExited)
        {
            _ = kill(process.Id, SigTerm);
            if (!process.WaitForExit(patience))
                process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        lock (Alive)
            Alive.Remove(process);
        process.Dispose();
    }

    /// <summary>Kills by id.</summary>
    public static void Kill(int id) => _ = kill(id, SigKill);

    private static void KillAll()
    {
        lock (Alive)
        {
            foreach (var process in Alive)
            {
                try
                {
                    process.Kill(entireProcessTree: true);
                }
                catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // The process has already ended.
                }
            }
            Alive.Clear();
        }
        WorkFolder.DeleteAll();
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    private sealed class Registrations(PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());
    }
}
