using System.Diagnostics.Metrics;
using Iris.Gateway.Telemetry;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Telemetry;

/// <summary>The promise: an instrument that tells of the process has room for its few series alone, as OpenTelemetry makes room for all in advance.</summary>
internal sealed class ProcessInstrumentTests
{
    [TestCase("iris.state.reachable")]
    [TestCase("iris.store.bytes")]
    [TestCase("iris.jobs.waiting")]
    [TestCase("iris.config.reloads")]
    public void IsAboutTheProcess_OfTheProcess_IsTrue(string name) => Assert.That(IsAboutTheProcess(name), Is.True);

    [TestCase("iris.idempotency.calls")]
    [TestCase("iris.image.duration")]
    public void IsAboutTheProcess_OfCalls_IsFalse(string name) => Assert.That(IsAboutTheProcess(name), Is.False);

    private static bool IsAboutTheProcess(string name)
    {
        using var meter = new Meter("Iris.Gateway");
        return TelemetryExtensions.IsAboutTheProcess(meter.CreateCounter<long>(name));
    }
}
