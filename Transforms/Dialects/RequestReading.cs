using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects;

/// <summary>How a request is read.</summary>
/// <param name="Operation">What the route's path asks for.</param>
/// <param name="KeepExtraParams">True when members of a nested <c>extra_params</c> object count as members of the request (the contract's header
/// <c>x-bf-passthrough-extra-params</c>).</param>
internal readonly record struct RequestScope(ImageOperation Operation, bool KeepExtraParams);

/// <summary>
/// One request with pictures while it is read, piece by piece. The pictures go to a store at once; of the rest at most a given number of bytes is
/// held.
/// </summary>
internal abstract class RequestReading : IDisposable
{
    /// <summary>The bytes that are held beside the pictures.</summary>
    public abstract long HeldBytes { get; }

    /// <summary>Ends the reading.</summary>
    /// <param name="request">The whole request, when the return value is null.</param>
    /// <returns>The first error found, or null.</returns>
    public abstract ImageError? Finish(out ImageRequest? request);

    public abstract void Dispose();
}

/// <summary>A request as a form (<c>multipart/form-data</c>, RFC 7578).</summary>
internal abstract class FormReading : RequestReading
{
    /// <summary>A part begins.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="fileName">The file's name; null for a part that is no file.</param>
    /// <param name="mediaType">The part's media type; null when it has none.</param>
    public abstract ImageError? BeginPart(string name, string? fileName, string? mediaType);

    /// <summary>Reads the next bytes of the part.</summary>
    public abstract ImageError? Write(ReadOnlySpan<byte> bytes);

    /// <summary>The part ends.</summary>
    public abstract ImageError? EndPart();
}

/// <summary>A request as one JSON document.</summary>
internal abstract class JsonReading : RequestReading
{
    /// <summary>Reads the next bytes of the document; any division yields the same request.</summary>
    public abstract ImageError? Write(ReadOnlySpan<byte> bytes);
}
