using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads the JSON body of <c>POST …/images/generations</c> in one pass, without a DOM. Names are compared after
/// unescaping; a member that stands twice, has a wrong type or a value out of range is refused with its name.
/// </summary>
internal static class OpenAIRequestReader
{
    /// <summary>How many members outside the contract are kept for the provider.</summary>
    public const int MaxExtras = 64;
    /// <summary>How many fallbacks one request may name.</summary>
    public const int MaxFallbacks = 16;

    /// <summary>Reads and validates a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="wording">The route's own messages, and whether <c>model</c> may be missing.</param>
    /// <param name="keepExtraParams">Members of a nested <c>extra_params</c> object count as members of the request
    /// (the contract's header <c>x-bf-passthrough-extra-params</c>).</param>
    /// <param name="request">The request, when the return value is null.</param>
    /// <returns>The first thing that is wrong, or null.</returns>
    public static ImageError? Read(ReadOnlySequence<byte> body, RouteWording wording, bool keepExtraParams, out ImageRequest? request)
    {
        request = null;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return ImageError.Invalid("The request body must be a JSON object.");
            var draft = new OpenAIRequestDraft(body, keepExtraParams);
            var error = draft.ReadMembers(ref reader);
            if (error is not null)
                return error;
            // Read() past the end refuses anything but white space after the object.
            reader.Read();
            return draft.Finish(wording, out request);
        }
        catch (JsonException e)
        {
            return InvalidJson(wording, $"not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a string that is no valid UTF-8 or holds half a surrogate pair.
            return InvalidJson(wording, $"a string that is not valid Unicode before byte {reader.BytesConsumed}");
        }
    }

    private static ImageError InvalidJson(RouteWording wording, string cause) =>
        ImageError.Invalid(wording.InvalidJson, code: "invalid_json") with { Cause = cause };
}
