using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>Reads the Gemini API's failures (docs/providers/gemini.md, "Failures").</summary>
internal static class GeminiErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => GoogleErrorReader.Read(answer);
}
