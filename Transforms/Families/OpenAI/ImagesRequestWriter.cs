using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
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
            WriteParameters(writer, call.Request, Sent(call));
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

    private static void WriteParameters(Utf8JsonWriter writer, ImageRequest request, ImageParameters sent)
    {
        foreach (var (parameter, name) in ImageParameterNames.All)
        {
            if ((sent & parameter) == 0)
                continue;
            switch (parameter)
            {
                case ImageParameters.N: Number(request.N); break;
                case ImageParameters.Size: Text(request.Size?.ToString()); break;
                case ImageParameters.Quality: Text(request.Quality); break;
                case ImageParameters.Style: Text(request.Style); break;
                case ImageParameters.ResponseFormat: Text(request.ResponseFormat == ResponseForm.Url ? "url" : "b64_json"); break;
                case ImageParameters.Background: Text(request.Background); break;
                case ImageParameters.Moderation: Text(request.Moderation); break;
                case ImageParameters.OutputFormat: Text(request.OutputFormat); break;
                case ImageParameters.OutputCompression: Number(request.OutputCompression); break;
                case ImageParameters.PartialImages: Number(request.PartialImages); break;
                case ImageParameters.InputImages: Raw(request.InputImages); break;
                case ImageParameters.Seed: Number(request.Seed); break;
                case ImageParameters.NegativePrompt: Text(request.NegativePrompt); break;
                case ImageParameters.NumInferenceSteps: Number(request.NumInferenceSteps); break;
                case ImageParameters.AspectRatio: Text(request.AspectRatio); break;
                case ImageParameters.Resolution: Text(request.Resolution); break;
                case ImageParameters.User: Text(request.User); break;
                case ImageParameters.SafetyIdentifier: Text(request.SafetyIdentifier); break;
                case ImageParameters.Complexity: Text(request.Complexity); break;
                case ImageParameters.FrameCount: Number(request.FrameCount); break;
                case ImageParameters.FrameDurationMs: Number(request.FrameDurationMs); break;
                case ImageParameters.Svg: Raw(request.Svg); break;
                default: throw new InvalidOperationException($"no writer for {parameter}");
            }

            void Text(string? value) => writer.WriteString(name, value);
            void Number(long? value) => writer.WriteNumber(name, value.GetValueOrDefault());
            void Raw(ReadOnlyMemory<byte>? value)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.GetValueOrDefault().Span, skipInputValidation: true);
            }
        }
    }
}
