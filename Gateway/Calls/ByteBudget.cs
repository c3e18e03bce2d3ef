namespace Iris.Gateway.Calls;

/// <summary>Counts the bytes that all requests together take of something. A limit for each request does not bound all of them.</summary>
internal abstract class ByteBudget
{
    private long _taken;

    /// <summary>The bytes that are taken at the moment.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes bytes if they fit.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <param name="most">What all may take together. It comes with each call's own configuration, which a reload changes.</param>
    public bool TryTake(long bytes, long most)
    {
        var taken = Taken;
        while (bytes <= most - taken)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (seen == taken)
                return true;
            taken = seen;
        }
        return false;
    }

    /// <summary>Gives bytes back that were taken before.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
