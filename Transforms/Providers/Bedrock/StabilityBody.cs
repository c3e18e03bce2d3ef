using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// The flat body of Stability's models and services (docs/providers/bedrock.md, "Request" and "Edits"); members that only one model has are merged
/// into it.
/// </summary>
internal static class StabilityBody
{
    /// <summary>Why a service cannot be asked like this; null when it can.</summary>
    public static ImageError? Refuse(ProviderCall call, BedrockRow row)
    {
        if (row.Task is not { } task)
            return null;
        var count = call.Request.Inputs.Count;
        if (count != task.Pictures.Count)
        {
            return ImageError.Invalid(
                $"Bedrock's '{call.Model}' takes {(task.Pictures.Count == 1 ? "one picture" : "two pictures: the one to change, then the one with the style")}; "
                    + $"the request has {count}.",
                "image",
                count < task.Pictures.Count ? "missing_required_parameter" : "invalid_value");
        }
        return task.OneOf.Count == 0 || call.Request.Extras.Any(extra => task.OneOf.Contains(extra.Name)) ? null : ImageError.Invalid(
            $"Bedrock's '{call.Model}' needs {(task.OneOf.Count == 1 ? $"'{task.OneOf[0]}'" : $"at least one of {string.Join(", ", task.OneOf)}")}.",
            task.OneOf[0],
            "missing_required_parameter");
    }

    public static ProviderBody Write(ProviderCall call, BedrockRow row) => BodyWriter.Write(body =>
    {
        if (call.Request.Prompt.Length > 0 && row.Task is not { HasPrompt: false })
            body.Text("prompt", call.Request.Prompt);
        body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
        WritePictures(body, call, row);
        body.Text("output_format", call.Format());
        body.Number("seed", call.Seed(0, row.MaxSeed));
        body.Extras(call);
    });

    private static void WritePictures(BodyWriter body, ProviderCall call, BedrockRow row)
    {
        var ratio = row.Shape.Choose(call);
        var inputs = call.Request.Inputs;
        if (inputs.Count == 0 || row.Task is not null)
            body.Text("aspect_ratio", ratio.Ratio);
        else if (ratio.Ratio is not null)
            // A model that draws from a picture answers 400 to a ratio.
            call.Report.Drop(ratio.RatioFrom ?? "aspect_ratio", ratio.Ratio, "an edit keeps the picture's ratio");
        if (inputs.Count > 0 && row.HasMode)
        {
            body.Text("mode", "image-to-image");
            if (!call.Request.Extras.Any(extra => extra.Name == "strength"))
                body.Raw("strength", "0.5"u8);
        }
        for (var i = 0; i < inputs.Count; i++)
            body.Picture(row.Task?.Pictures[i] ?? "image", inputs[i]);
        if (call.Request.Mask is { } mask)
            body.Picture("mask", mask);
    }
}
