namespace Iris.Transforms.Requests;

/// <summary>What a client asks for: the last word of an image route's path (docs/contract.md, section 2.1).</summary>
public enum ImageOperation
{
    /// <summary><c>generations</c>: a picture from a prompt.</summary>
    Generation,
    /// <summary><c>edits</c>: a picture from a prompt and the client's pictures.</summary>
    Edit,
    /// <summary><c>variations</c>: a picture from one of the client's pictures, without a prompt.</summary>
    Variation,
}
