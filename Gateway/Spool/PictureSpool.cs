using System.Buffers;
using System.Security.Cryptography;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Gateway.Spool;

/// <summary>
/// Keeps the pictures of one call until it ends, within its own limit and that of the whole gateway. It reads of each picture what its bytes say, and
/// hashes them, on their way.
/// </summary>
internal sealed class PictureSpool : IPictureStore, IDisposable
{
    private const int Block = 64 * 1024;
    private const int LeastDirect = 16 * 1024;

    private readonly ImagesOptions _options;
    private readonly SpoolBudget _budget;
    private readonly SpoolStore _store;
    private readonly ImageProbe _probe = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    // What has come and is not in the store yet; of a large picture nothing.
    private byte[]? _pending;
    private int _count;
    private long _start;
    private long _taken;

    /// <summary>Creates a spool.</summary>
    /// <param name="options">The limits and the folder.</param>
    /// <param name="budget">What all calls' pictures may take.</param>
    public PictureSpool(ImagesOptions options, SpoolBudget budget) =>
        (_options, _budget, _store) = (options, budget, new SpoolStore(options.SpoolFolder ?? Path.GetTempPath()));

    /// <inheritdoc/>
    public long Length => Total - _start;

    /// <summary>The bytes of all pictures so far.</summary>
    public long Total => _store.Length + _count;

    /// <summary>Takes room for so many bytes before they come.</summary>
    /// <returns>The reason why there is none, or null.</returns>
    public ImageError? Reserve(long bytes)
    {
        _store.Expect(bytes);
        var more = bytes - SpoolStore.Held - _taken;
        if (more <= 0)
            return null;
        if (!_budget.TryTake(more, _options.SpoolBytes))
            return SpoolBudget.Exhausted;
        _taken += more;
        return null;
    }

    /// <inheritdoc/>
    public ImageError? Write(ReadOnlySpan<byte> bytes)
    {
        var total = Total + bytes.Length;
        if (total > _options.EditBytes)
            return TooLarge(_options.EditBytes);
        if (Reserve(total) is { } error)
            return error;
        // A large piece goes on as it is: gathering it with others would cost more than another write.
        if (bytes.Length >= LeastDirect)
            return Flush() ?? Store(bytes);
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, Block - _count);
            _pending ??= ArrayPool<byte>.Shared.Rent(Block);
            bytes[..taken].CopyTo(_pending.AsSpan(_count));
            _count += taken;
            bytes = bytes[taken..];
            if (_count == Block && Flush() is { } failure)
                return failure;
        }
        return null;
    }

    /// <inheritdoc/>
    public ImageError? End(string name, out ImageInput? input)
    {
        input = null;
        if (Flush() is { } error)
            return error;
        input = new ImageInput
        {
            Name = name,
            Content = new SpooledContent(_store, _start, _store.Length - _start),
            // A drawing of vectors is no picture that a model reads.
            MediaType = _probe.Format == ImageFormat.Svg ? "" : ImageProbe.MediaType(_probe.Format) ?? "",
            Width = _probe.Width,
            Height = _probe.Height,
            Sha256 = _hash.GetHashAndReset(),
        };
        _start = _store.Length;
        _probe.Reset();
        return null;
    }

    /// <summary>Gives back what only writing needs.</summary>
    public void EndWriting()
    {
        if (_pending is { } pending)
            ArrayPool<byte>.Shared.Return(pending);
        _pending = null;
        _hash.Dispose();
    }

    /// <summary>A request whose pictures are over the limit for one request.</summary>
    /// <param name="limit">The limit in bytes.</param>
    public static ImageError TooLarge(long limit) => ImageError.Invalid(
        $"The pictures of the request are larger than {limit} bytes (Images.Limits.EditBytes).", code: "request_too_large", status: StatusCodes.Status413PayloadTooLarge);

    public void Dispose()
    {
        EndWriting();
        _store.Dispose();
        _budget.Return(_taken);
        _taken = 0;
    }

    private ImageError? Flush()
    {
        var bytes = _pending.AsSpan(0, _count);
        _count = 0;
        return Store(bytes);
    }

    private ImageError? Store(ReadOnlySpan<byte> bytes)
    {
        _probe.Feed(bytes);
        _hash.AppendData(bytes);
        try
        {
            if (!bytes.IsEmpty)
                _store.Append(bytes);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unstored;
        }
    }

    private static ImageError Unstored { get; } = new()
    {
        Status = StatusCodes.Status507InsufficientStorage,
        Type = "insufficient_storage",
        Message = "The gateway cannot store the request's pictures: the disk is full, or its folder (Images.Spool.Folder) cannot be written to.",
        IsGatewayFault = true,
    };
}
