using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Writes the JSON body of an OpenAI-shaped <c>images/generations</c> call: the members that the model accepts, under
/// their own names, and the members outside the contract as they came.
/// </summary>
public static class ImagesRequestWriter
{
    /// <summary>Writes the body.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The body's <c>model</c>; null leaves it out (Azure's deployment URL names it).</param>
    public static ReadOnlyMemory<byte> Write(ProviderCall call, string? model)
    {
        using var buffer = new PooledBuffer();
        using (var loan = JsonOutput.Borrow(buffer))
        {
            var writer = loan.Writer;
            writer.WriteStartObject();
            if (model is not null)
                writer.WriteString("model"u8, model);
            writer.WriteString("prompt"u8, call.Request.Prompt);
            WriteMembers(writer, call.Request, Sent(call));
            if (call.Streams)
                writer.WriteBoolean("stream"u8, true);
            foreach (var extra in call.Request.Extras)
            {
                writer.WritePropertyName(extra.Name);
                writer.WriteRawValue(extra.Json.Span, skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // Events carry base64; a model that does not stream, and whose own default is a URL, has to be asked for it.
    private static ImageParameters Sent(ProviderCall call)
    {
        var given = call.Request.Given;
        if (call.Request.Stream && call.Capabilities is { Streams: false })
            given |= ImageParameters.ResponseFormat;
        return given & call.Capabilities.Accepts;
    }

    private static void WriteMembers(Utf8JsonWriter writer, ImageRequest request, ImageParameters sent)
    {
        foreach (var member in RequestMembers.All)
        {
            if ((sent & member.Flag) != 0)
                Write(writer, member, request);
        }
    }

    private static void Write(Utf8JsonWriter writer, RequestMember member, ImageRequest request)
    {
        switch (member)
        {
            case TextMember text: writer.WriteString(text.Name, text.Of(request)); break;
            case IntegerMember integer: writer.WriteNumber(integer.Name, integer.Of(request).GetValueOrDefault()); break;
            case SizeMember size: writer.WriteString(size.Name, size.Of(request)?.ToString()); break;
            case FormMember form: writer.WriteString(form.Name, form.Of(request) == ResponseForm.Url ? "url" : "b64_json"); break;
            case JsonMember json:
                writer.WritePropertyName(json.Name);
                writer.WriteRawValue(json.Of(request).GetValueOrDefault().Span, skipInputValidation: true);
                break;
            default: throw new InvalidOperationException($"no way to write '{member.Name}'");
        }
    }
}
