using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>Writes <c>POST /model/{id}/invoke</c>.</summary>
internal static class BedrockRequest
{
    public static ImageError? Refuse(ProviderCall call, BedrockRow row)
    {
        if (ModelPath.Refuse(call.Model) is { } refusal)
            return refusal;
        var shown = ShortText.Cut(call.Model, 128);
        if (row.Family != BedrockFamily.None)
            return row.Family == BedrockFamily.Stability ? StabilityBody.Refuse(call, row) : AmazonTask.Refuse(call.Request);
        return call.Model.StartsWith("arn:", StringComparison.OrdinalIgnoreCase)
            ? ImageError.Invalid(
                $"The model behind '{shown}' is not known: set BaseModel on the destination, for instance {BedrockModels.Example}.", "model", "model_not_found")
            : ImageError.Invalid(
                $"Bedrock's '{shown}' is no model that Iris can ask for a picture. Known are {BedrockModels.Patterns}.",
                "model",
                "unsupported_operation");
    }

    public static ProviderRequest Create(ProviderCall call, BedrockRow row) => new()
    {
        Uri = Address(call),
        Body = row.Family switch
        {
            BedrockFamily.Stability => StabilityBody.Write(call, row),
            BedrockFamily.None => throw new InvalidOperationException("refused models are not asked"),
            _ => AmazonBody.Write(call, row),
        },
    };

    // The model is one segment: AWS routes a literal slash of an ARN as an unknown operation (docs/providers/bedrock.md, "Request").
    private static Uri Address(ProviderCall call) =>
        AddressPath.Join(call.Address, $"model/{ModelPath.Segment(call.Model)}/invoke");
}
