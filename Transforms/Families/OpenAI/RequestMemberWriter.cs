using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>Writes the contract's optional members under their own names, into a JSON body or a form.</summary>
internal static class RequestMemberWriter
{
    /// <summary>Writes the members that were given and that the model accepts.</summary>
    public static void Write<TBody>(TBody body, ProviderCall call)
        where TBody : IMemberWriter
    {
        var sent = Sent(call);
        foreach (var member in RequestMembers.All)
        {
            if ((sent & member.Flag) != 0)
                Write(body, member, call);
        }
    }

    // Stream events carry base64. A model that does not stream and defaults to URLs must be asked for base64.
    private static ImageParameters Sent(ProviderCall call)
    {
        var given = call.Request.Given;
        if (call.Request.Stream && call.Capabilities is { Streams: false })
            given |= ImageParameters.ResponseFormat;
        // The pictures are written where the operation has them.
        if (call.Request.InputImages is null)
            given &= ~ImageParameters.InputImages;
        return given & call.Capabilities.Accepts;
    }

    private static void Write<TBody>(TBody body, RequestMember member, ProviderCall call)
        where TBody : IMemberWriter
    {
        var request = call.Request;
        switch (member)
        {
            case TextMember { Flag: ImageParameters.Quality } text: body.Text(text.Name, QualityOf(call)); break;
            case TextMember text: body.Text(text.Name, text.Of(request)); break;
            case IntegerMember integer: body.Number(integer.Name, integer.Of(request)); break;
            case SizeMember size: body.Text(size.Name, call.Capabilities.Shape.Choose(call).Size?.ToString()); break;
            case FormMember form: body.Text(form.Name, form.Of(request) == ResponseForm.Url ? "url" : "b64_json"); break;
            case JsonMember { Shape: JsonShape.Object } json: body.RawObject(json.Name, json.Of(request).GetValueOrDefault()); break;
            case JsonMember json: body.Raw(json.Name, json.Of(request).GetValueOrDefault()); break;
            default: throw new InvalidOperationException($"no way to write '{member.Name}'");
        }
    }

    // GPT image models refuse "hd", DALL-E's word for their "high" (docs/contract.md, section 3.7).
    private static string? QualityOf(ProviderCall call)
    {
        var (asked, known) = (call.Request.Quality, call.Capabilities.Qualities);
        if (!string.Equals(asked?.Trim(), "hd", StringComparison.OrdinalIgnoreCase) || known.Contains("hd") || !known.Contains("high"))
            return asked;
        call.Report.Convert("quality", asked!, "high", $"the model has {string.Join(", ", known)}");
        return "high";
    }
}
