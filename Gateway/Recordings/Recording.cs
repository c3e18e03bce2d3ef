using Iris.Gateway.Store;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Recordings;

/// <summary>
/// The answer of a call that is under way: one writer appends, any number of readers follow. The bytes lie in a file, so that neither a slow reader
/// nor a late one costs memory. The call goes on while somebody reads, or to its end where it is to finish.
/// </summary>
/// <param name="file">The file in the store; disposed when the last of writer and readers has let go.</param>
/// <param name="finishes">Whether the call goes on when nobody reads any more.</param>
/// <param name="overflow">Takes what the store has no room for; null where the answer is for the store alone. Disposed with the file.</param>
internal sealed class Recording(FileWriter file, bool finishes, RecordingOverflow? overflow = null) : IAsyncDisposable
{
    private readonly FileWriter _file = file;

    private enum State
    {
        Running,
        /// <summary>Nobody reads any more: the call is being cancelled, and nobody may join it.</summary>
        Abandoned,
        Whole,
        Broken,
    }

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandoned = new();
    private State _state;
    private RecordedHead? _head;
    private ImageError? _failure;
    private long _length;
    // How much of it lies in the store's file. The rest is in the overflow.
    private long _stored = long.MaxValue;
    private StoreException? _storeFailure;
    private bool _isClosed;
    private int _readers;
    // The writer and the readers.
    private int _holders = 1;
    private TaskCompletionSource? _changed;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>The head; null before it is known.</summary>
    public RecordedHead? Head { get { lock (_lock) return _head; } }

    /// <summary>The failure that the answer tells; null for none, and before its end.</summary>
    public ImageError? Failure { get { lock (_lock) return _failure; } }

    /// <summary>Why the store cannot keep the answer; null where it can. Its readers may get it nevertheless.</summary>
    public StoreException? StoreFailure { get { lock (_lock) return _storeFailure; } }

    /// <summary>Begins to read; null where the call is being cancelled, so that its answer will be none.</summary>
    public IAnswerSource? TryRead()
    {
        lock (_lock)
        {
            if (_isClosed || _state == State.Abandoned || _holders == 0)
                return null;
            _readers++;
            _holders++;
            return new Reader(this);
        }
    }

    /// <summary>The head is known.</summary>
    public void Begin(RecordedHead head) => Change(() => _head = head);

    /// <summary>Appends bytes of the body.</summary>
    /// <exception cref="IOException">There is no room for them; the cause is a <see cref="StoreException"/>.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!TryStore(bytes))
                overflow!.Append(bytes);
        }
        catch (StoreException e)
        {
            throw new IOException(e.Message, e);
        }
        var length = _length + bytes.Length;
        Change(() => _length = length);
    }

    private bool TryStore(ReadOnlySpan<byte> bytes)
    {
        if (_storeFailure is not null)
            return overflow is null ? throw _storeFailure : false;
        try
        {
            _file.Write(bytes);
            return true;
        }
        catch (StoreException e)
        {
            lock (_lock)
                (_storeFailure, _stored) = (e, _file.Length);
            if (overflow is null)
                throw;
            return false;
        }
    }

    /// <summary>Nobody may begin to read any more: whoever asks again orders anew.</summary>
    public void Close() => Change(() => _isClosed = true);

    /// <summary>Keeps the complete answer in the store.</summary>
    /// <returns>The id that it is found by.</returns>
    /// <exception cref="StoreException">It cannot be kept.</exception>
    public async ValueTask<string> KeepAsync(CancellationToken cancellation)
    {
        if (_storeFailure is not null)
            throw _storeFailure;
        _file.ContentType = _head!.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? _file.ContentType;
        return (await _file.CommitAsync(cancellation)).Id;
    }

    /// <summary>Ends the answer; called once, by the writer.</summary>
    /// <param name="isWhole">Whether it is complete.</param>
    /// <param name="failure">The failure that it tells; null for none.</param>
    public void End(bool isWhole, ImageError? failure) => Change(() => (_state, _failure) = (isWhole ? State.Whole : State.Broken, failure));

    /// <summary>The writer needs the file no more; it stays until the last reader has let go.</summary>
    public ValueTask DisposeAsync() => ReleaseAsync();

    private async ValueTask ReleaseAsync()
    {
        lock (_lock)
        {
            if (--_holders > 0)
                return;
        }
        overflow?.Dispose();
        await _file.DisposeAsync();
        _abandoned.Dispose();
    }

    private int Read(long position, Span<byte> into)
    {
        long stored;
        lock (_lock)
            stored = _stored;
        return position >= stored ? overflow!.Read(position - stored, into)
            : _file.Read(position, into.Length > stored - position ? into[..(int)(stored - position)] : into);
    }

    private void Change(Action change)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            change();
            (changed, _changed) = (_changed, null);
        }
        changed?.TrySetResult();
    }

    private async ValueTask LeaveAsync()
    {
        var isAbandoned = false;
        lock (_lock)
        {
            if (--_readers == 0 && _state == State.Running && !finishes)
            {
                _state = State.Abandoned;
                isAbandoned = true;
            }
        }
        // Outside the lock, because callbacks of the token run here. The writer's hold keeps the source.
        if (isAbandoned)
            await _abandoned.CancelAsync();
        await ReleaseAsync();
    }

    private sealed class Reader(Recording recording) : IAnswerSource
    {
        private int _isDisposed;

        public long? Length { get { lock (recording._lock) return recording._state is State.Whole ? recording._length : null; } }

        public bool IsBroken { get { lock (recording._lock) return recording._state is State.Broken; } }

        public ImageError? Failure { get { lock (recording._lock) return recording._failure; } }

        public async ValueTask<RecordedHead?> HeadAsync(CancellationToken cancellation)
        {
            while (true)
            {
                Task changed;
                lock (recording._lock)
                {
                    if (recording._head is not null || IsOver)
                        return recording._head;
                    changed = Changed;
                }
                await changed.WaitAsync(cancellation);
            }
        }

        public async ValueTask<bool> WaitAsync(long position, CancellationToken cancellation)
        {
            while (true)
            {
                Task changed;
                lock (recording._lock)
                {
                    if (recording._length > position || IsOver)
                        return recording._length > position;
                    changed = Changed;
                }
                await changed.WaitAsync(cancellation);
            }
        }

        public ValueTask<int> ReadAsync(long position, Memory<byte> into, CancellationToken cancellation) =>
            new(recording.Read(position, into.Span));

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? recording.LeaveAsync() : default;

        private bool IsOver => recording._state is State.Whole or State.Broken;

        private Task Changed => (recording._changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}
