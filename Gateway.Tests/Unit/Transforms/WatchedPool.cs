using System.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms;

/// <summary>
/// A pool that sees what becomes of every array: it gives none twice, and spoils what comes back, so that whoever still reads it is found
/// out by what he reads, and whoever still writes it by what is then written there.
/// </summary>
internal sealed class WatchedPool : ArrayPool<byte>
{
    private const byte Spoilt = 0xDB;

    private readonly Lock _lock = new();
    private readonly HashSet<byte[]> _out = [];
    private readonly List<byte[]> _back = [];
    private readonly List<int> _lengths = [];
    private int _strange;

    /// <summary>Arrays given so far.</summary>
    public int Rents => RentsOf(0);
    /// <summary>Arrays taken back so far.</summary>
    public int Returns { get; private set; }
    /// <summary>The largest length asked for.</summary>
    public int Largest
    {
        get
        {
            lock (_lock)
                return _lengths.DefaultIfEmpty().Max();
        }
    }

    /// <summary>Arrays given and not yet back.</summary>
    public int Outstanding => OutstandingOf(0);

    /// <summary>Arrays of at least so many bytes that are not yet back.</summary>
    public int OutstandingOf(int least)
    {
        lock (_lock)
            return _out.Count(array => array.Length >= least);
    }

    /// <summary>Arrays of at least so many bytes given so far.</summary>
    public int RentsOf(int least)
    {
        lock (_lock)
            return _lengths.Count(length => length >= least);
    }

    /// <summary>Asserts that everything is back, once each, and has not been touched since.</summary>
    public void AssertAllBack()
    {
        lock (_lock)
        {
            Assert.Multiple(() =>
            {
                Assert.That(Rents, Is.Positive, "nothing was rented");
                Assert.That(_out, Is.Empty, "rented and not returned");
                Assert.That(_strange, Is.Zero, "returned twice, or never rented");
                Assert.That(_back.Count(array => array.AsSpan().ContainsAnyExcept(Spoilt)), Is.Zero, "written to after its return");
            });
        }
    }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        lock (_lock)
        {
            _lengths.Add(minimumLength);
            _out.Add(array);
        }
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_lock)
        {
            Returns++;
            if (_out.Remove(array))
                _back.Add(array);
            else
                _strange++;
        }
        array.AsSpan().Fill(Spoilt);
    }
}
