using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>The body of Titan and Nova Canvas for a request with pictures (docs/providers/bedrock.md, "Edits").</summary>
internal static class AmazonEdit
{
    private static readonly string[] SimilarityNames = ["similarityStrength", "similarity_strength"];
    private static readonly string[] ModeNames = ["outPaintingMode", "outpainting_mode"];

    public static ProviderBody Write(ProviderCall call, BedrockRow row, AmazonTask task)
    {
        var config = task.Draws ? AmazonBody.Configuration(call, row) : null;
        var own = task.HasList ? Find(call, SimilarityNames, IsNumber) : task.Extends ? Find(call, ModeNames, _ => true) : null;
        AmazonBody.ReportExtras(call, extra => AmazonTask.Reads(call.Request, extra) || extra == own);
        if (!task.Draws && call.Request.Prompt.Length > 0)
            call.Report.Drop("prompt", null, "the task takes none");
        return BodyWriter.Write(body =>
        {
            body.Text("taskType", task.Name);
            body.Object(task.Params, members =>
            {
                WritePictures(members, call, task);
                if (!task.Draws)
                    return;
                if (call.Request.Prompt.Length > 0)
                    members.Text("text", call.Request.Prompt);
                members.Text("negativeText", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
                if (own is not null)
                    members.Raw(task.HasList ? SimilarityNames[0] : ModeNames[0], own.Json.Span);
            });
            if (config is not null)
                body.Object("imageGenerationConfig", config);
        });
    }

    private static void WritePictures(BodyWriter members, ProviderCall call, AmazonTask task)
    {
        if (task.HasList)
        {
            members.Array("images", _ =>
            {
                foreach (var input in call.Request.Inputs)
                    members.PictureValue(input);
            });
        }
        else
        {
            members.Picture("image", call.Request.Inputs[0]);
        }
        if (call.Request.Mask is { } mask)
            members.Picture("maskImage", mask);
        else
            members.Text("maskPrompt", task.Mask == MaskForm.None ? null : AmazonTask.MaskPrompt(call.Request));
    }

    private static RawMember? Find(ProviderCall call, string[] names, Func<RawMember, bool> isValid) =>
        call.Request.Extras.FirstOrDefault(extra => names.Contains(extra.Name) && isValid(extra));

    private static bool IsNumber(RawMember extra) => double.TryParse(extra.Json.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
