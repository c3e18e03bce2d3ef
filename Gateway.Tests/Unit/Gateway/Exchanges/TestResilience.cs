using System.Threading.RateLimiting;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>The resilience around the orders of an exchange that a test runs by itself.</summary>
internal static class TestResilience
{
    /// <summary>The default retry and breaker, and places of the test's own.</summary>
    public static DestinationResilience With(RateLimiter places)
    {
        var options = new ResilienceOptions();
        return new DestinationResilience(options, places, new LegPipeline(options, TimeProvider.System, new Random(1)));
    }
}
