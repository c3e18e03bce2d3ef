using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>What both of Google's bodies share: members of the same form at different places.</summary>
internal static class GoogleParameters
{
    /// <summary>Sets a member, unless the client has given it natively: the native value wins.</summary>
    /// <returns>Whether it was set.</returns>
    public static bool Give(ProviderCall call, BodyWriter body, string name, string value, string param, string? asked)
    {
        if (IsFree(call, body, name, param, asked))
        {
            body.Text(name, value);
            return true;
        }
        return false;
    }

    /// <summary>Whether a member is not set yet. When it is, reports that the parameter is dropped in favour of the native one.</summary>
    public static bool IsFree(ProviderCall call, BodyWriter body, string name, string param, string? asked)
    {
        if (!body.Has(name))
            return true;
        call.Report.Drop(param, asked, $"'{name}' is given");
        return false;
    }

    /// <summary>Writes <c>mimeType</c> and <c>compressionQuality</c>, the same in Imagen's and in Vertex's Gemini options.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The body, in the object that contains the options.</param>
    /// <param name="name">The options' name.</param>
    public static void WriteOutput(ProviderCall call, BodyWriter body, string name)
    {
        var request = call.Request;
        var format = call.AnyFormat()?.Trim();
        var formats = call.Capabilities.Formats;
        var type = format is not null && formats.Contains(format) ? "image/" + format : null;
        if (format is not null && type is null)
            call.Report.Drop("output_format", request.OutputFormat, $"the model gives {string.Join(" and ", formats)} only");
        body.Object(name, options =>
        {
            if (type is not null)
                Give(call, options, "mimeType", type, "output_format", request.OutputFormat);
            if (!call.Sends(ImageParameters.OutputCompression) || request.OutputCompression is not { } quality)
                return;
            var asked = quality.ToString(CultureInfo.InvariantCulture);
            if (type != "image/jpeg")
                call.Report.Drop("output_compression", asked, "only jpeg is compressed");
            else if (IsFree(call, options, "compressionQuality", "output_compression", asked))
                options.Number("compressionQuality", quality);
        });
    }

    /// <summary>Reports a transparent background as dropped: Google's models do not draw one. Other values need no report.</summary>
    public static void JudgeBackground(ProviderCall call)
    {
        if (call.Sends(ImageParameters.Background) && !Is(call.Request.Background, "auto") && !Is(call.Request.Background, "opaque"))
            call.Report.Drop("background", call.Request.Background, "the model draws opaque pictures only");
    }

    /// <summary>The seed within the provider's range; a larger value is always folded to the same seed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="least">0 or 1.</param>
    public static int? SeedOf(ProviderCall call, int least)
    {
        if (!call.Sends(ImageParameters.Seed) || call.Request.Seed is not { } asked)
            return null;
        if (asked >= least && asked <= int.MaxValue)
            return (int)asked;
        var seed = Math.Max(least, (int)(asked & int.MaxValue));
        call.Report.Convert(
            "seed", asked.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture), $"the model takes {least} to {int.MaxValue}");
        return seed;
    }

    private static bool Is(string? text, string word) => text.AsSpan().Trim().Equals(word, StringComparison.OrdinalIgnoreCase);
}
