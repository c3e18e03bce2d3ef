namespace Iris.Transforms.Wire.Buffers;

// Parts whose text is known later. What stands before such a part is copied and waits for it: where there are some, little else goes out.
internal sealed partial class AnswerOutput
{
    private Queue<(PooledBuffer Before, DeferredPart Part)>? _deferred;

    /// <summary>False keeps the output from reading into the client's own memory: parts may have to be written there meanwhile.</summary>
    public bool ReadsIntoClient { get; set; } = true;

    /// <inheritdoc/>
    internal override bool HasDeferred => _deferred is { Count: > 0 };

    /// <inheritdoc/>
    internal override void Defer(DeferredPart part)
    {
        var before = new PooledBuffer(Pool);
        var written = WrittenSpan;
        var sent = 0;
        foreach (var splice in _splices ?? [])
        {
            before.Pass(written[sent..splice.At]);
            before.Pass(Lent.Slice(splice.Offset, splice.Length));
            sent = splice.At;
        }
        before.Pass(written[sent..]);
        Clear();
        (_deferred ??= []).Enqueue((before, part));
    }

    /// <summary>The first deferred part; before a client is connected as well.</summary>
    public DeferredPart FirstDeferred => _deferred!.Peek().Part;

    /// <summary>Writes what stands before the first deferred part to the client.</summary>
    public void SendBeforeDeferred()
    {
        var before = _deferred!.Peek().Before;
        Copy(before.WrittenSpan, _client!);
        before.Clear();
    }

    /// <summary>Writes the next piece of the first deferred part to the client; <see cref="SendBeforeDeferred"/> comes before it.</summary>
    /// <returns>False when the part is done.</returns>
    public bool SendDeferred()
    {
        var (text, part) = _deferred!.Peek();
        var hasMore = part.Write(text);
        Copy(text.WrittenSpan, _client!);
        text.Clear();
        if (hasMore)
            return true;
        text.Dispose();
        _deferred.Dequeue();
        return false;
    }

    private void DropDeferred()
    {
        while (_deferred?.TryDequeue(out var one) == true)
            one.Before.Dispose();
    }
}
