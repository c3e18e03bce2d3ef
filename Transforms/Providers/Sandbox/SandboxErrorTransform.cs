using Iris.Transforms.Errors;
using Iris.Transforms.OpenAICompatible;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>Reads the sandbox's failures.</summary>
internal static class SandboxErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
