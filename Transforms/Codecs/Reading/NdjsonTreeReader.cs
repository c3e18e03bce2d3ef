namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// Reads an answer with one JSON document per line (NDJSON), divided at any byte. Each document is read as <see cref="JsonTreeReader"/> reads one.
/// Blank lines are skipped; the last line needs no line end but must be complete.
/// </summary>
public abstract class NdjsonTreeReader : JsonTreeReader
{
    private bool _hasContent;

    /// <summary>Every line has been read: sets <see cref="AnswerReader.Failure"/>, or completes the sink.</summary>
    protected abstract void OnLastWhole();

    /// <inheritdoc/>
    protected sealed override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var end = chunk.IndexOf((byte)'\n');
            var piece = end < 0 ? chunk : chunk[..end];
            _hasContent = _hasContent || piece.ContainsAnyExcept(" \t\r"u8);
            if (_hasContent)
                FeedDocument(piece);
            if (end < 0)
                return;
            EndLine();
            chunk = chunk[(end + 1)..];
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnComplete()
    {
        EndLine();
        OnLastWhole();
    }

    private void EndLine()
    {
        if (_hasContent)
            EndDocument();
        _hasContent = false;
    }
}
