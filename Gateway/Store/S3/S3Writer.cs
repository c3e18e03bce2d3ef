using Iris.Gateway.Files;
using Iris.Gateway.Spool;
using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Store.S3;

/// <summary>
/// Writes an object: what is small whole, at its end; what is larger in parts while it still grows, one at a time.
/// </summary>
internal sealed class S3Writer(S3Client client, string name, string folder, Func<CancellationToken, Task> announce) : BlobWriter
{
    /// <summary>The length of a part: S3 wants 5 MiB or more, and 10,000 of these are more than any store may take.</summary>
    public const int PartSize = 8 << 20;

    private readonly FileStream _file = SpoolFile.Create(folder);
    private readonly CancellationTokenSource _ended = new();
    private readonly List<string> _tags = [];
    private Task? _parts;
    private Task<string>? _upload;
    private long _sent;
    private bool _isWhole;

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> bytes)
    {
        PrivateFile.Write(Handle, bytes, Length);
        Length += bytes.Length;
        // How much was sent is asked behind the part that sends it. More than a part is left, so that the last one is never empty.
        if (_parts is null or { IsCompletedSuccessfully: true } && Length - _sent > PartSize)
            _parts = Task.Run(() => SendPartAsync(PartSize, _ended.Token));
    }

    /// <inheritdoc/>
    public override int Read(long position, Span<byte> into) => RandomAccess.Read(Handle, into, position);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        if (Length <= PartSize)
        {
            await announce(cancellation);
            await client.PutAsync(name, () => new LocalContent(Handle, 0, Length), cancellation);
        }
        else
        {
            await JoinPartsAsync(cancellation);
            while (_sent < Length)
                await SendPartAsync(Math.Min(PartSize, Length - _sent), cancellation);
            await client.CompletePartsAsync(name, await _upload!, _tags, Length, cancellation);
        }
        _isWhole = true;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        if (_parts is not null)
            await _parts.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_upload is not null && !_isWhole)
            await AbortAsync();
        _ended.Dispose();
        await _file.DisposeAsync();
    }

    // A part that failed while the file grew fails the file, once: whoever completes it again sends that part again.
    private async Task JoinPartsAsync(CancellationToken cancellation)
    {
        if (_parts is not { } parts)
            return;
        try
        {
            await parts.WaitAsync(cancellation);
        }
        finally
        {
            if (parts.IsCompleted)
                _parts = null;
        }
    }

    private async Task SendPartAsync(long length, CancellationToken cancellation)
    {
        if (_upload is null or { IsFaulted: true })
        {
            await announce(cancellation);
            // Its wait can be ended and it cannot, as a bucket that has begun an upload must be told to end it.
            _upload = client.BeginPartsAsync(name, CancellationToken.None);
        }
        var upload = await _upload.WaitAsync(cancellation);
        var start = _sent;
        _tags.Add(await client.PutPartAsync(name, upload, _tags.Count + 1, () => new LocalContent(Handle, start, length), cancellation));
        Volatile.Write(ref _sent, start + length);
    }

    private async Task AbortAsync()
    {
        try
        {
            await client.AbortPartsAsync(name, await _upload!, CancellationToken.None);
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            // The bucket's own rule for unfinished uploads removes them (docs/store.md).
        }
    }
}
