using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>Reads the sandbox's answer.</summary>
internal static class SandboxResponseTransform
{
    public static AnswerReader CreateReader(string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(contentType, sink, SandboxErrorTransform.Read);
}
