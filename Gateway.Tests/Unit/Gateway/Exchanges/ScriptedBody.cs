namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>A provider's body as a script: bytes that are there, silences until a task ends, then the end. Notes how it is read.</summary>
/// <param name="steps">Arrays of bytes and tasks; a task that fails tears the body.</param>
internal sealed class ScriptedBody(params object[] steps) : Stream
{
    private int _step;
    private int _taken;

    /// <summary>The length of every read asked for so far.</summary>
    public List<int> Asked { get; } = [];

    /// <summary>Told, with the length asked for, whenever a read has to wait.</summary>
    public Action<int> Waiting { get; set; } = static _ => { };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Asked.Add(buffer.Length);
        cancellationToken.ThrowIfCancellationRequested();
        while (_step < steps.Length)
        {
            if (steps[_step] is Task silence)
            {
                if (!silence.IsCompleted)
                {
                    Waiting(buffer.Length);
                    // It has waited, even when the silence ended meanwhile.
                    await Task.Yield();
                }
                await silence.WaitAsync(cancellationToken);
            }
            else if (steps[_step] is byte[] bytes && _taken < bytes.Length)
            {
                var count = Math.Min(buffer.Length, bytes.Length - _taken);
                bytes.AsSpan(_taken, count).CopyTo(buffer.Span);
                _taken += count;
                return count;
            }
            _step++;
            _taken = 0;
        }
        return 0;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
