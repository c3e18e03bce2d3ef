using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads the JSON body of <c>POST …/images/…</c>, without its pictures, in one pass and without a DOM. It compares names after unescaping. It refuses
/// a member that stands twice, has a wrong type or is out of range, and the error names the member.
/// </summary>
internal static class OpenAIRequestReader
{
    /// <summary>The most members outside the contract that are kept for the provider.</summary>
    public const int MaxExtras = 64;
    /// <summary>The most fallbacks that one request may name.</summary>
    public const int MaxFallbacks = 16;

    /// <summary>Reads and validates a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="wording">The route's own messages, and whether <c>model</c> may be missing.</param>
    /// <param name="keepExtraParams">True when members of a nested <c>extra_params</c> object count as members of the request (the contract's
    /// header <c>x-bf-passthrough-extra-params</c>).</param>
    /// <param name="request">The request, when the return value is null.</param>
    /// <returns>The first error found, or null.</returns>
    public static ImageError? Read(ReadOnlySequence<byte> body, RouteWording wording, bool keepExtraParams, out ImageRequest? request) =>
        Read(body, wording, new RequestScope(ImageOperation.Generation, keepExtraParams), pictures: null, isWhole: true, out request);

    /// <summary>Reads and validates a body whose pictures have been taken out.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="wording">The route's own messages, and whether <c>model</c> may be missing.</param>
    /// <param name="scope">How it is read.</param>
    /// <param name="pictures">The request's pictures; null when it can have none.</param>
    /// <param name="isWhole">False for the first members of a request: the rules that need all members are not checked.</param>
    /// <param name="request">The request, when the return value is null.</param>
    /// <returns>The first error found, or null.</returns>
    public static ImageError? Read(
        ReadOnlySequence<byte> body, RouteWording wording, RequestScope scope, RequestPictures? pictures, bool isWhole, out ImageRequest? request)
    {
        request = null;
        body = WithoutMark(body);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return ImageError.Invalid("The request body must be a JSON object.");
            var draft = new OpenAIRequestDraft(body, scope.KeepExtraParams);
            var error = draft.ReadMembers(ref reader);
            if (error is not null)
                return error;
            // Read() throws when anything but white space follows the object.
            reader.Read();
            if (isWhole)
                return draft.Finish(wording, scope.Operation, pictures, out request);
            request = draft.SoFar(scope.Operation, pictures);
            return null;
        }
        catch (JsonException e)
        {
            return InvalidJson(
                wording,
                JsonValues.IsBlank(body) ? "the body is empty" : $"not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {JsonFault.ReasonOf(e)}");
        }
        catch (InvalidOperationException)
        {
            // The reader throws this for a string with invalid UTF-8 or half a surrogate pair.
            return InvalidJson(wording, $"a string that is not valid Unicode before byte {reader.BytesConsumed}");
        }
    }

    // Some clients' text files and string writers begin with a byte order mark (RFC 8259, section 8.1, allows to ignore it).
    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext("\uFEFF"u8, advancePast: true) ? reader.UnreadSequence : body;
    }

    /// <summary>A body that is not JSON. SDKs print the message alone, so that the place stands in it.</summary>
    public static ImageError InvalidJson(RouteWording wording, string cause) =>
        ImageError.Invalid($"{wording.InvalidJson}: {cause}", code: "invalid_json") with { Cause = cause };
}
