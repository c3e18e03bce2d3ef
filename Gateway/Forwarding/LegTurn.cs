using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// A leg whose 2xx answer has begun and that waits to be read. Several calls of an exchange share one sink, so one answer is
/// read at a time, in order of arrival.
/// </summary>
/// <param name="body">The provider's bytes.</param>
/// <param name="length">How many, as the answer's head tells it; null when it does not.</param>
/// <param name="createReader">Makes their reader.</param>
/// <param name="deadline">The leg's clock.</param>
internal sealed class LegTurn(Stream body, long? length, Func<AnswerReader> createReader, ExchangeDeadline deadline)
{
    private readonly TaskCompletionSource<ProviderLeg?> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AnswerReader? _reader;

    /// <summary>The provider's bytes.</summary>
    public Stream Body { get; } = body;
    /// <summary>Reads them. Made when the turn has come: a reader begins by looking at what the sink has so far.</summary>
    public AnswerReader Reader => _reader ??= CreateReader();
    /// <summary>The leg's clock.</summary>
    public ExchangeDeadline Deadline { get; } = deadline;
    /// <summary>True when its clock was stopped because another answer was being read.</summary>
    public bool HasWaited { get; set; }
    /// <summary>True once the body's first byte has been read.</summary>
    public bool HasBegun { get; set; }
    /// <summary>True when the body ended before it was whole.</summary>
    public bool HasBroken { get; set; }
    /// <summary>True once the answer has been read to its end.</summary>
    public bool IsWhole => _read.Task.IsCompleted && !HasBroken;
    /// <summary>The leg that follows, as the answer has it.</summary>
    public ProviderLeg? Next { get; private set; }

    /// <summary>Waits until the answer has been read; the leg that follows, or null.</summary>
    public Task<ProviderLeg?> WhenReadAsync(CancellationToken cancellationToken) => _read.Task.WaitAsync(cancellationToken);

    /// <summary>Ends the turn.</summary>
    public void EndRead()
    {
        Next = Reader.Failure is null ? Reader.Next : null;
        _read.TrySetResult(Next);
    }

    private AnswerReader CreateReader()
    {
        var reader = createReader();
        if (length is { } told)
            reader.Expect(told);
        return reader;
    }
}
