using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Azure;

/// <summary>Reads Azure's failures (docs/providers/azure.md, "Failures"): OpenAI's shape, type often missing, filter results inside.</summary>
internal static class AzureErrors
{
    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        // The classic message does not say what is missing; the usual cause is worth a word.
        return error.Code is "DeploymentNotFound"
            ? error with { Param = error.Param ?? "model" }
            : error;
    }
}
