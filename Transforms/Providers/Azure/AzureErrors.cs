using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// Reads Azure's failures (docs/providers/azure.md, "Failures"): OpenAI's form, often without a type, with filter results inside.
/// </summary>
internal static class AzureErrors
{
    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        // The original message does not say what is missing, so the usual cause is added.
        return error.Code is "DeploymentNotFound"
            ? error with { Param = error.Param ?? "model" }
            : error;
    }
}
