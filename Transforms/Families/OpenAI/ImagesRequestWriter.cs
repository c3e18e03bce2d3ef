using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;

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
        RequestMemberWriter.Write(body, call);
        if (call.Streams)
            body.Flag("stream", true);
        body.Extras(call);
    });
}
