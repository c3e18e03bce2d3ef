using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Iris.Bench.Load.Machine;

/// <summary>Processes of the harness: whatever happens, none outlives it.</summary>
internal static partial class ChildProcess
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly List<Process> Alive = [];

    /// <summary>Ends all children when the harness is asked to end.</summary>
    public static IDisposable Guard()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        var registrations = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Console.Error.WriteLine("stopped");
            KillAll();
            Environment.Exit(130);
        })).ToArray();
        return new Registrations(registrations);
    }

    /// <summary>Starts this program in another role; both ends of its standard streams are held.</summary>
    public static Process Self(int core, params string[] args)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Started as "dotnet x.dll", the path is the host's.
        if (Path.GetFileNameWithoutExtension(info.FileName) == "dotnet")
            info.ArgumentList.Insert(0, typeof(ChildProcess).Assembly.Location);
        return Start(core, info);
    }

    /// <summary>Starts a process on a core, or on any.</summary>
    public static Process Start(int core, ProcessStartInfo info, bool pinned = true)
    {
        var process = (pinned ? Cores.On(core, () => Process.Start(info)) : Process.Start(info)) ?? throw new InvalidOperationException($"{info.FileName} does not start");
        lock (Alive)
            Alive.Add(process);
        return process;
    }

    /// <summary>Ends a process and what it has started: politely, then not.</summary>
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
                    // It has ended by itself.
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
