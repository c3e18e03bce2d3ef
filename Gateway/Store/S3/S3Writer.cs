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
    private string? _upload;
    private long _sent;
    private bool _isWhole;

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> bytes)
    {
        LocalFile.Write(Handle, bytes, Length);
        Length += bytes.Length;
        // More than a part, so that the last one is never empty.
        if (Length - _sent > PartSize && _parts is null or { IsCompletedSuccessfully: true })
            _parts = Task.Run(() => SendPartAsync(PartSize, _ended.Token));
    }

    /// <inheritdoc/>
    public override int Read(long position, Span<byte> into) => RandomAccess.Read(Handle, into, position);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        await announce(cancellation);
        if (_parts is null && Length <= PartSize)
        {
            await client.PutAsync(name, () => new LocalContent(Handle, 0, Length), cancellation);
        }
        else
        {
            if (_parts is not null)
                await _parts.WaitAsync(cancellation);
            while (_sent < Length)
                await SendPartAsync(Math.Min(PartSize, Length - _sent), cancellation);
            await client.CompletePartsAsync(name, _upload!, _tags, Length, cancellation);
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
            await AbortAsync(_upload);
        _ended.Dispose();
        await _file.DisposeAsync();
    }

    private async Task SendPartAsync(long length, CancellationToken cancellation)
    {
        if (_upload is null)
        {
            await announce(cancellation);
            _upload = await client.BeginPartsAsync(name, cancellation);
        }
        var start = _sent;
        _tags.Add(await client.PutPartAsync(name, _upload, _tags.Count + 1, () => new LocalContent(Handle, start, length), cancellation));
        Volatile.Write(ref _sent, start + length);
    }

    private async Task AbortAsync(string upload)
    {
        try
        {
            await client.AbortPartsAsync(name, upload, CancellationToken.None);
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            // The bucket's own rule for unfinished uploads removes them (docs/store.md).
        }
    }
}
