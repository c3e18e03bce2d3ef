namespace Iris.Transforms.Requests;

/// <summary>
/// A picture that a client sent along, or a mask. Either its bytes are here (<see cref="Content"/>), or it is a reference that only the provider can
/// follow (<see cref="Url"/>, <see cref="FileId"/>): exactly one of the three is set.
/// </summary>
public sealed record ImageInput
{
    /// <summary>How errors name it: <c>image</c>, <c>image[3]</c>, <c>mask</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The picture's bytes; null for a reference.</summary>
    public InputContent? Content { get; init; }
    /// <summary>An http(s) or gs address, as the client wrote it.</summary>
    public string? Url { get; init; }
    /// <summary>The name of a file that the client has given to the provider before.</summary>
    public string? FileId { get; init; }

    /// <summary>The media type that the picture's first bytes say, for instance <c>image/png</c>; empty for a reference.</summary>
    public string MediaType { get; init; } = "";
    /// <summary>Pixels, from the picture's header; 0 when it does not say.</summary>
    public int Width { get; init; }
    /// <summary>Pixels, from the picture's header; 0 when it does not say.</summary>
    public int Height { get; init; }
    /// <summary>The SHA-256 of the bytes, 32 bytes; empty for a reference.</summary>
    public ReadOnlyMemory<byte> Sha256 { get; init; }

    /// <summary>The file name's extension of <see cref="MediaType"/>, without a dot: <c>png</c>, <c>jpg</c>, <c>webp</c>.</summary>
    public string Extension => MediaType switch
    {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        _ when MediaType.StartsWith("image/", StringComparison.Ordinal) => MediaType["image/".Length..],
        _ => "bin",
    };
}
