using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Writes an OpenAI-shaped <c>images/edits</c> or <c>images/variations</c> call (docs/providers/openai.md, "Edits"): a form with the pictures as
/// files. Where a picture is a reference that only the provider can follow, the body is JSON, and the pictures beside it are data URLs.
/// </summary>
internal static class ImagesEditWriter
{
    /// <summary>Writes <c>POST {base}/images/edits</c> or <c>…/variations</c>.</summary>
    public static ProviderRequest Create(ProviderCall call) =>
        Create(call, AddressPath.Join(call.Address, "v1", Path(call.Request)), call.Model);

    /// <summary>The operation's path below the API's base.</summary>
    public static string Path(ImageRequest request) => request.Operation == ImageOperation.Variation ? "images/variations" : "images/edits";

    /// <summary>Writes the call to a given URI.</summary>
    /// <param name="call">The call.</param>
    /// <param name="uri">The whole URI.</param>
    /// <param name="model">The body's <c>model</c>; null leaves it out.</param>
    public static ProviderRequest Create(ProviderCall call, Uri uri, string? model)
    {
        var accept = call.Streams ? "text/event-stream" : "application/json";
        if (HasReference(call.Request))
            return new() { Uri = uri, Body = Json(call, model), Accept = accept };
        var (body, contentType) = Form(call, model);
        return new() { Uri = uri, Body = body, ContentType = contentType, Accept = accept };
    }

    private static bool HasReference(ImageRequest request) =>
        request.Mask is { Content: null } || request.Inputs.Any(input => input.Content is null);

    private static (ProviderBody Body, string ContentType) Form(ProviderCall call, string? model)
    {
        var form = new FormWriter();
        form.Text("model", model);
        WritePrompt(form, call.Request);
        RequestMemberWriter.Write(form, call);
        if (call.Streams)
            form.Flag("stream", true);
        // A variation has one picture and no list.
        var name = call.Request.Operation == ImageOperation.Variation ? "image" : "image[]";
        for (var i = 0; i < call.Request.Inputs.Count; i++)
            form.Picture(name, call.Request.Inputs[i], $"image-{i + 1}");
        if (call.Request.Mask is { } mask)
            form.Picture("mask", mask, "mask");
        form.Extras(call);
        return form.Finish();
    }

    private static ProviderBody Json(ProviderCall call, string? model) => BodyWriter.Write((call, model), static (body, of) =>
    {
        var (call, model) = of;
        body.Text("model", model);
        WritePrompt(body, call.Request);
        body.Array("images", items =>
        {
            foreach (var input in call.Request.Inputs)
            {
                items.WriteStartObject();
                WriteReference(body, items, input);
                items.WriteEndObject();
            }
        });
        if (call.Request.Mask is { } mask)
            body.Object("mask", reference => WriteReference(reference, mask));
        RequestMemberWriter.Write(body, call);
        if (call.Streams)
            body.Flag("stream", true);
        body.Extras(call);
    });

    private static void WritePrompt<TBody>(TBody body, ImageRequest request)
        where TBody : IMemberWriter
    {
        if (request.Prompt.Length > 0)
            body.Text("prompt", request.Prompt);
    }

    private static void WriteReference(BodyWriter body, System.Text.Json.Utf8JsonWriter items, ImageInput input)
    {
        if (input.FileId is { } id)
        {
            items.WriteString("file_id", id);
            return;
        }
        items.WritePropertyName("image_url");
        body.AddressValue(items, input);
    }

    private static void WriteReference(BodyWriter body, ImageInput input)
    {
        if (input.FileId is { } id)
            body.Text("file_id", id);
        else
            body.Address("image_url", input);
    }
}
