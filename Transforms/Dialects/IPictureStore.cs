using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects;

/// <summary>Keeps the pictures of one request, one after another, for as long as its call lives.</summary>
internal interface IPictureStore
{
    /// <summary>The bytes of the picture that is being written.</summary>
    long Length { get; }

    /// <summary>Adds bytes to the picture that is being written.</summary>
    /// <returns>The reason why there is no room for them, or null.</returns>
    ImageError? Write(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the picture that is being written; the next bytes begin another one.</summary>
    /// <param name="name">How errors name the picture.</param>
    /// <param name="input">The picture, with all that its bytes say. Its media type is empty when they are of no known format.</param>
    /// <returns>The reason why it cannot be kept, or null.</returns>
    ImageError? End(string name, out ImageInput? input);
}
