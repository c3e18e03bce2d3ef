using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>
/// Reads Ollama's failures (docs/providers/ollama.md, "Failures"): <c>{"error": "…"}</c> on the native route, OpenAI's form on the compatible
/// route. Two failures need an explanation that the server does not give: a version that no longer draws, and a model that must be pulled first.
/// </summary>
internal static class OllamaErrors
{
    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        if ((answer.Status == 404 || answer.InsideSuccess) && IsModelMissing(error.Message))
            return ModelMissing(error);
        // A 404 means that the route does not exist, whether the server's plain text or a proxy's page says so.
        if (answer.Status == 404 || error.Message.Contains("image generation models are not currently supported", StringComparison.OrdinalIgnoreCase))
            return DoesNotDraw();
        return error;
    }

    /// <summary>Reads an error inside a 200 answer.</summary>
    /// <param name="json">The value of <c>error</c>; empty when it was too long to be kept.</param>
    public static ImageError ReadInside(ReadOnlySpan<byte> json)
    {
        byte[] body = [.. "{\"error\":"u8, .. json.IsEmpty ? "{}"u8 : json, .. "}"u8];
        return Read(new ErrorAnswer(502, "application/json", body, null) { InsideSuccess = true });
    }

    // The messages are: model 'x' not found; model "x" not found, try pulling it first.
    private static bool IsModelMissing(string message) =>
        message.Contains("model", StringComparison.OrdinalIgnoreCase) && message.Contains("not found", StringComparison.OrdinalIgnoreCase);

    private static ImageError ModelMissing(ImageError error) => error with
    {
        Status = 404,
        Type = "invalid_request_error",
        Code = "model_not_found",
        Param = "model",
        Message = ShortText.Cut(
            $"{error.Message.TrimEnd('.')}. Fetch it on the server first: ollama pull {NameIn(error.Message) ?? "MODEL"}", ImageError.MaxMessageLength),
    };

    private static ImageError DoesNotDraw() => ImageError.Invalid(
        "This Ollama server does not make images: Ollama did so up to version 0.32.5 and has not since 0.32.6. "
        + "Point the destination to a server of version 0.32.5 or older, or use another provider.",
        code: "unsupported_operation");

    private static string? NameIn(string message)
    {
        var start = message.AsSpan().IndexOfAny('\'', '"');
        if (start < 0)
            return null;
        var end = message.IndexOf(message[start], start + 1);
        return end > start + 1 ? message[(start + 1)..end] : null;
    }
}
