using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Writes the JSON body of an OpenAI-shaped <c>images/generations</c> call: the members that the model accepts, under their own names, and the
/// members outside the contract unchanged.
/// </summary>
internal static class ImagesRequestWriter
{
    /// <summary>Writes <c>POST {base}/images/generations</c>.</summary>
    public static ProviderRequest Create(ProviderCall call) =>
        Create(call, AddressPath.Join(call.Address, "v1", "images/generations"), call.Model);

    /// <summary>Writes the call to a given URI.</summary>
    /// <param name="call">The call.</param>
    /// <param name="uri">The whole URI.</param>
    /// <param name="model">The body's <c>model</c>; null leaves it out.</param>
    public static ProviderRequest Create(ProviderCall call, Uri uri, string? model) => new()
    {
        Uri = uri,
        Body = Write(call, model),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };

    /// <summary>Writes the body.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The body's <c>model</c>; null leaves it out (Azure's deployment URL names the model).</param>
    public static ProviderBody Write(ProviderCall call, string? model) => BodyWriter.Write((call, model), static (body, of) =>
    {
        var (call, model) = of;
        body.Text("model", model);
        body.Text("prompt", call.Request.Prompt);
        WriteMembers(body, call.Request, Sent(call));
        if (call.Streams)
            body.Flag("stream", true);
        body.Extras(call);
    });

    // Stream events carry base64. A model that does not stream and defaults to URLs must be asked for base64.
    private static ImageParameters Sent(ProviderCall call)
    {
        var given = call.Request.Given;
        if (call.Request.Stream && call.Capabilities is { Streams: false })
            given |= ImageParameters.ResponseFormat;
        return given & call.Capabilities.Accepts;
    }

    private static void WriteMembers(BodyWriter body, ImageRequest request, ImageParameters sent)
    {
        foreach (var member in RequestMembers.All)
        {
            if ((sent & member.Flag) != 0)
                Write(body, member, request);
        }
    }

    private static void Write(BodyWriter body, RequestMember member, ImageRequest request)
    {
        switch (member)
        {
            case TextMember text: body.Text(text.Name, text.Of(request)); break;
            case IntegerMember integer: body.Number(integer.Name, integer.Of(request)); break;
            case SizeMember size: body.Text(size.Name, size.Of(request)?.ToString()); break;
            case FormMember form: body.Text(form.Name, form.Of(request) == ResponseForm.Url ? "url" : "b64_json"); break;
            case JsonMember json: body.Raw(json.Name, json.Of(request).GetValueOrDefault()); break;
            default: throw new InvalidOperationException($"no way to write '{member.Name}'");
        }
    }
}
