using System.Diagnostics;
using System.Globalization;
using Iris.Bench.Load.Machine;

namespace Iris.Bench.Load.Mock;

/// <summary>Runs the mock from the harness.</summary>
internal sealed class MockProcess : IDisposable
{
    private readonly Process _process = ChildProcess.Self(Cores.Others, "mock");

    public MockProcess() =>
        Port = int.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the mock does not start"), CultureInfo.InvariantCulture);

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>Registers a process that must end with the harness.</summary>
    public void Watch(int id) => _process.StandardInput.WriteLine($"+ {id}");

    public void Forget(int id) => _process.StandardInput.WriteLine($"- {id}");

    public void Dispose() => ChildProcess.Stop(_process, TimeSpan.FromSeconds(2));
}
