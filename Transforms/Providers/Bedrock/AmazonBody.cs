using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// The body of Titan and Nova Canvas (docs/providers/bedrock.md, "Request"). The models reject unknown members ("extraneous key"), so any other
/// member is reported and not sent.
/// </summary>
internal static class AmazonBody
{
    private const string Refuses = "the model refuses members that it does not know";

    // Only the first name is confirmed; the model decides about the others.
    private static readonly string[] Styles =
    [
        "PHOTOREALISM", "3D_ANIMATED_FAMILY_FILM", "DESIGN_SKETCH", "FLAT_VECTOR_ILLUSTRATION", "GRAPHIC_NOVEL_ILLUSTRATION", "MAXIMALISM",
        "MIDCENTURY_RETRO", "SOFT_DIGITAL_PAINTING",
    ];

    // Members of a text-to-image task that condition it on a picture.
    private static readonly string[] TextExtras = ["conditionImage", "controlMode", "controlStrength"];

    private static readonly string[] ScaleNames = ["cfgScale", "cfg_scale", "guidance_scale"];

    public static ProviderBody Write(ProviderCall call, BedrockRow row)
    {
        if (call.Request.Inputs.Count > 0)
            return AmazonEdit.Write(call, row, AmazonTask.Of(call.Request) ?? throw new InvalidOperationException("refused models are not asked"));
        var config = Configuration(call, row);
        ReportExtras(call, extra => TextExtras.Contains(extra.Name, StringComparer.Ordinal));
        return BodyWriter.Write(body =>
        {
            body.Text("taskType", "TEXT_IMAGE");
            body.Object("textToImageParams", text =>
            {
                text.Text("text", call.Request.Prompt);
                text.Text("negativeText", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
                text.Text("style", Style(call));
                foreach (var extra in call.Request.Extras.Where(extra => TextExtras.Contains(extra.Name, StringComparer.Ordinal)))
                    text.Raw(extra.Name, extra.Json.Span);
            });
            body.Object("imageGenerationConfig", config);
        });
    }

    /// <summary>The members of <c>imageGenerationConfig</c>.</summary>
    public static Action<BodyWriter> Configuration(ProviderCall call, BedrockRow row)
    {
        var size = row.Shape.Choose(call).Size;
        var quality = Quality(call);
        var seed = call.Seed(0, row.MaxSeed);
        var scale = call.Request.Extras.FirstOrDefault(extra => IsScale(extra));
        if (call.Sends(ImageParameters.OutputFormat) && !string.Equals(call.Request.OutputFormat, "png", StringComparison.OrdinalIgnoreCase))
            call.Report.Convert("output_format", call.Request.OutputFormat!, "png", "the model makes PNG only");
        return config =>
        {
            config.Number("numberOfImages", call.Count);
            config.Number("width", size?.Width);
            config.Number("height", size?.Height);
            config.Text("quality", quality);
            if (scale is not null)
                config.Raw("cfgScale", scale.Json.Span);
            config.Number("seed", seed);
        };
    }

    private static string? Quality(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.Quality))
            return null;
        var asked = call.Request.Quality!;
        var sent = asked.ToLowerInvariant() switch
        {
            "low" or "medium" or "standard" => "standard",
            "high" or "hd" or "premium" => "premium",
            _ => null,
        };
        if (sent is null && !asked.Equals("auto", StringComparison.OrdinalIgnoreCase))
            call.Report.Drop("quality", asked, "the model has standard and premium");
        else if (sent is not null && sent != asked)
            call.Report.Convert("quality", asked, sent, "the model has standard and premium");
        return sent;
    }

    private static string? Style(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.Style))
            return null;
        var name = call.Request.Style!.Trim().Replace('-', '_').Replace(' ', '_').ToUpperInvariant();
        if (Styles.Contains(name, StringComparer.Ordinal))
            return name;
        call.Report.Drop("style", call.Request.Style, "the model has " + string.Join(", ", Styles));
        return null;
    }

    private static bool IsScale(RawMember extra) => ScaleNames.Contains(extra.Name, StringComparer.Ordinal)
        && double.TryParse(extra.Json.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Reports the members that are not sent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isSent">Whether a member of the client's is sent, apart from the scale.</param>
    public static void ReportExtras(ProviderCall call, Func<RawMember, bool> isSent)
    {
        var hasScale = false;
        foreach (var extra in call.Request.Extras)
        {
            if (!hasScale && IsScale(extra))
                hasScale = true;
            else if (!isSent(extra))
                call.Report.Drop(extra.Name, ExtraMembers.TextOf(extra), Refuses);
        }
    }
}
