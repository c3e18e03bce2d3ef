using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>The contract's words for what a client asks for (docs/contract.md, section 1.3).</summary>
internal static class RequestTypes
{
    /// <summary>The word, for instance <c>image_edit_stream</c>.</summary>
    public static string Of(ImageOperation operation, bool stream) => (operation, stream) switch
    {
        (ImageOperation.Edit, false) => "image_edit",
        (ImageOperation.Edit, true) => "image_edit_stream",
        (ImageOperation.Variation, _) => "image_variation",
        (_, false) => "image_generation",
        _ => "image_generation_stream",
    };

    /// <summary>The operation that a word names, as keys and models list it.</summary>
    public static ImageOperations OperationOf(string requestType) =>
        requestType.StartsWith("image_edit", StringComparison.Ordinal) ? ImageOperations.Edit
        : requestType == "image_variation" ? ImageOperations.Variation
        : ImageOperations.Generation;
}
