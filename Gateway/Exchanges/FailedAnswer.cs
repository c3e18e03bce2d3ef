using Iris.Gateway.Legs;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>Reads an answer with a failure's status: its body, and what the provider means by it.</summary>
internal static class FailedAnswer
{
    /// <summary>Reads the error, without the destination's secrets.</summary>
    public static async ValueTask<ImageError> ReadAsync(
        ExchangeContext context, ProviderLeg leg, HttpResponseMessage response, ExchangeDeadline deadline)
    {
        var provider = context.Attempt.Target.Provider;
        var coding = ContentCodings.Of(response.Content.Headers, out var unreadable);
        var body = unreadable is null ? await ReadBodyAsync(response, coding, deadline) : default;
        var answered = (int)response.StatusCode;
        var contentType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        var wait = RetryAfter.Read(response.Headers, context.Services.Time);
        var answer = new ErrorAnswer(StatusOf(answered), contentType, body, wait) { ErrorType = ErrorType(provider, response) };
        var error = leg.ReadError is { } readError ? readError(answer) : provider.ReadError(answer);
        if (unreadable is not null)
            error = error with { Message = $"{error.Message}; the answer has the content encoding \"{unreadable}\", which the gateway cannot read" };
        if (answered != answer.Status)
            error = error with { Message = $"{error.Message}; the provider's status was {answered}" };
        // Some providers tell the wait in the body only.
        return context.Clean(error.RetryAfter is null ? error with { RetryAfter = wait } : error);
    }

    /// <summary>The status to tell: a number that is no failure's is one that no client could act on.</summary>
    private static int StatusOf(int answered) => answered is >= 400 and < 600 ? answered : StatusCodes.Status502BadGateway;

    private static string? ErrorType(ImageProvider provider, HttpResponseMessage response)
    {
        foreach (var header in provider.ErrorTypeHeaders)
        {
            if (response.Headers.TryGetValues(header, out var values))
                return values.FirstOrDefault();
        }
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, ContentCoding coding, ExchangeDeadline deadline)
    {
        var buffer = new byte[ErrorAnswer.MaxBody];
        var length = 0;
        try
        {
            await using var body = ContentCodings.Decode(await response.Content.ReadAsStreamAsync(deadline.Token), coding);
            while (length < buffer.Length)
            {
                deadline.AwaitNextByte();
                var read = await body.ReadAsync(buffer.AsMemory(length), deadline.Token);
                if (read == 0)
                    break;
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && deadline.HasExpired))
        {
            // Only the status matters here; a body that breaks off adds nothing.
        }
        return buffer.AsMemory(0, length);
    }
}
