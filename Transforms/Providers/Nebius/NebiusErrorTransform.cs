using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>Reads Nebius' failures, FastAPI's <c>detail</c> as text or list (docs/providers/nebius.md, "Failures").</summary>
internal static class NebiusErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
