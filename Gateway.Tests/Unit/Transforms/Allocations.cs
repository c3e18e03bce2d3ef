namespace Iris.Gateway.Tests.Unit.Transforms;

/// <summary>Counts what a piece of code allocates on the managed heap.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least of several runs, in bytes: what the code itself allocates comes every time, what the runtime adds (type
    /// loading, a method compiled anew while it runs) does not.
    /// </summary>
    public static long Least(Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
