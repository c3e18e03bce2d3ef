using System.Text.Json;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>Reads the body of a change: a small JSON object.</summary>
internal static class AdminBody
{
    private const int MostBytes = 16 * 1024;

    private static ImageError NoObject { get; } = ImageError.Invalid("The body must be a JSON object.", code: "invalid_json");

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads the object.</param>
    /// <param name="isOptional">Whether an empty body says as much as an empty object.</param>
    public static async Task<(T Value, ImageError? Error)> ReadAsync<T>(
        HttpContext context, Func<JsonElement, (T, ImageError?)> read, bool isOptional = false) where T : struct
    {
        var body = new byte[MostBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, MostBytes, throwOnEndOfStream: false, context.RequestAborted);
        if (length == MostBytes)
            return (default, ImageError.Invalid("The body is too long.", code: "request_too_large", status: StatusCodes.Status413PayloadTooLarge));
        if (length == 0 && isOptional)
            return (default, null);
        try
        {
            using var document = JsonDocument.Parse(body.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : (default, NoObject);
        }
        catch (JsonException)
        {
            return (default, NoObject);
        }
    }
}
