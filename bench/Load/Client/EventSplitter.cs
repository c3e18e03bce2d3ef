using System.Globalization;
using System.Text;

namespace Iris.Bench.Load.Client;

/// <summary>Finds the end of each event in a stream, and the time that the mock stamped into it.</summary>
internal sealed class EventSplitter
{
    // The beginning of the event, in which the picture's stamp stands.
    private readonly byte[] _head = new byte[2048];
    private int _headCount;
    private bool _afterNewline;

    /// <summary>The number of events with data so far.</summary>
    public int Events { get; private set; }

    /// <summary>Whether an event has begun and not ended.</summary>
    public bool IsInside => _headCount > 0;

    /// <summary>Reads a piece of the body.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="now">The time when they arrived.</param>
    /// <param name="delays">Receives the delay of each event.</param>
    public void Feed(ReadOnlySpan<byte> piece, long now, Histogram delays)
    {
        while (!piece.IsEmpty)
        {
            int end;
            if (_afterNewline && piece[0] == '\n')
                end = 1;
            else
                end = piece.IndexOf("\n\n"u8) is >= 0 and var at ? at + 2 : -1;
            if (end < 0)
            {
                Keep(piece);
                _afterNewline = piece[^1] == '\n';
                return;
            }
            Keep(piece[..end]);
            End(now, delays);
            piece = piece[end..];
        }
    }

    /// <summary>Prepares for the next response.</summary>
    public void Reset()
    {
        _headCount = Events = 0;
        _afterNewline = false;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        var taken = Math.Min(piece.Length, _head.Length - _headCount);
        piece[..taken].CopyTo(_head.AsSpan(_headCount));
        _headCount += taken;
    }

    private void End(long now, Histogram delays)
    {
        ReadOnlySpan<byte> head = _head.AsSpan(0, _headCount);
        _headCount = 0;
        _afterNewline = false;
        if (!head.StartsWith("data:"u8) && head.IndexOf("\ndata:"u8) < 0)
            return;
        Events++;
        var at = head.IndexOf(Pictures.StampMark);
        if (at >= 0 && head.Length >= at + Pictures.StampLength
            && long.TryParse(Encoding.ASCII.GetString(head.Slice(at + 8, 16)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var sent))
            delays.Add(now - sent);
    }
}
