using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Reads Vertex AI's failures: the same google.rpc.Status as the Gemini API's (docs/providers/vertex.md, "Failures").</summary>
internal static class VertexErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => GoogleErrorReader.Read(answer);
}
