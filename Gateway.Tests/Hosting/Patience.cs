namespace Iris.Gateway.Tests.Hosting;

/// <summary>How long a test waits for what must come; only a failing test ever waits so long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a condition holds that nothing signals.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Long);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException(what);
            await Task.Delay(5);
        }
    }
}
