namespace Iris.Gateway.Legs;

/// <summary>
/// The wait before each poll: 0.5 s, growing by half up to 5 s, plus up to a fifth at random, so that calls that began together do not poll
/// together.
/// </summary>
internal static class PollSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The wait before poll number <paramref name="poll"/>, from 0.</summary>
    public static TimeSpan Wait(int poll, Random random)
    {
        var wait = First * Math.Pow(1.5, Math.Min(poll, 20));
        return (wait < Longest ? wait : Longest) * (1 + random.NextDouble() / 5);
    }
}
