using Iris.Transforms.Errors;
using Iris.Transforms.GoogleImages;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>Reads the Gemini API's failures (providers-native, section 1.3).</summary>
internal static class GeminiErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => GoogleErrorReader.Read(answer);
}
