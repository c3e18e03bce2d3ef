using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>A picture that lies at an address and is fetched by a leg of its own.</summary>
/// <param name="Address">The address.</param>
internal sealed record StoredPicture(Uri Address)
{
    /// <summary>Its kind.</summary>
    public ImageKind Kind { get; init; } = ImageKind.Final;
    /// <summary>Passes the members that belong to the picture to the sink, once the picture has begun.</summary>
    public Action? Tell { get; init; }
    /// <summary>
    /// The address as it stood in a JSON string. It is passed on in place of the picture when the guard does not let it be fetched. When null the
    /// call then fails.
    /// </summary>
    public byte[]? Raw { get; init; }
}
