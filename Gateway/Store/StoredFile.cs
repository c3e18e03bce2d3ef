using System.Globalization;

namespace Iris.Gateway.Store;

/// <summary>What a file is for.</summary>
internal enum FileKind
{
    /// <summary>A picture, which is served under its address.</summary>
    Picture,

    /// <summary>An answer that is kept to be given again; it has no address.</summary>
    Answer,

    /// <summary>A request that waits for its turn. Jobs have bounds of their own, and the bytes of the store do not push it out.</summary>
    Request,
}

/// <summary>What is known of a file before its first byte.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Owner">The name of the key that ordered it; null where no key was asked for.</param>
/// <param name="TimeToLive">How long it stays.</param>
internal readonly record struct NewFile(FileKind Kind, string? Owner, TimeSpan TimeToLive);

/// <summary>The facts of a file that the store has confirmed.</summary>
internal sealed record StoredFile
{
    /// <summary>The id: 32 hexadecimal digits that nobody can guess.</summary>
    public required string Id { get; init; }
    /// <summary>What it is for.</summary>
    public required FileKind Kind { get; init; }
    /// <summary>The name of its bytes, which it shares with every file of the same ones.</summary>
    public required string Blob { get; init; }
    /// <summary>The SHA-256 of its bytes, in lower-case hex.</summary>
    public required string Sha256 { get; init; }
    /// <summary>Its length in bytes.</summary>
    public required long Length { get; init; }
    /// <summary>Its media type.</summary>
    public required string ContentType { get; init; }
    /// <summary>The picture's width in pixels; 0 where it is unknown.</summary>
    public int Width { get; init; }
    /// <summary>Its height in pixels; 0 where it is unknown.</summary>
    public int Height { get; init; }
    /// <summary>When it was confirmed.</summary>
    public required DateTimeOffset Created { get; init; }
    /// <summary>From when on it is gone.</summary>
    public required DateTimeOffset Expires { get; init; }
    /// <summary>The name of the key that ordered it; null where no key was asked for.</summary>
    public string? Owner { get; init; }

    /// <summary>Its size as <c>WxH</c>; null where it is unknown.</summary>
    public string? Size => Width > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}") : null;
}

/// <summary>The store cannot keep or give a file; the message is safe to show.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
