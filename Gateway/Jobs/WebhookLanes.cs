namespace Iris.Gateway.Jobs;

/// <summary>Bounds how many receivers are told at once, and how many of them at one origin: a slow one takes its own lanes, and not everybody's.</summary>
internal sealed class WebhookLanes
{
    /// <summary>The most of one origin.</summary>
    public const int MostOfOrigin = 4;

    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _origins = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>How many are free.</summary>
    public int Free { get { lock (_lock) return Most - _taken; } }

    /// <summary>The origins that have no lane left.</summary>
    public IReadOnlyList<string> Full { get { lock (_lock) return [.. _origins.Where(one => one.Value >= MostOfOrigin).Select(one => one.Key)]; } }

    /// <summary>The scheme, host and port of an address, with the slash behind them.</summary>
    public static string OriginOf(string address) => new Uri(address).GetLeftPart(UriPartial.Authority) + "/";

    /// <summary>Takes a lane; false where none is left.</summary>
    public bool TryEnter(string origin)
    {
        lock (_lock)
        {
            var count = _origins.GetValueOrDefault(origin);
            if (_taken >= Most || count >= MostOfOrigin)
                return false;
            _taken++;
            _origins[origin] = count + 1;
            return true;
        }
    }

    /// <summary>Gives a lane back.</summary>
    public void Leave(string origin)
    {
        lock (_lock)
        {
            _taken--;
            if (--_origins[origin] == 0)
                _origins.Remove(origin);
        }
    }
}
