namespace Iris.Gateway.Legs;

/// <summary>
/// How long to wait before each poll: 0.5 s, growing by half to 5 s, and up to a fifth more at random, so that calls which
/// began together do not ask together.
/// </summary>
internal static class PollSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The wait before poll number <paramref name="poll"/>, 0-based.</summary>
    public static TimeSpan Wait(int poll, Random random)
    {
        var wait = First * Math.Pow(1.5, Math.Min(poll, 20));
        return (wait < Longest ? wait : Longest) * (1 + random.NextDouble() / 5);
    }
}
