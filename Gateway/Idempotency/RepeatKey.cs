using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Access;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Idempotency;

/// <summary>What makes two calls the same.</summary>
/// <param name="Id">The scope: client, route, and the key that the client gave or else the request. A hash, so that no key lies in a database.</param>
/// <param name="Request">The hash of what is asked for.</param>
/// <param name="TimeToLive">How long an answer is given again.</param>
/// <param name="IsGiven">Whether the client gave a key; else equal requests are the same.</param>
internal sealed record RepeatKey(string Id, string Request, TimeSpan TimeToLive, bool IsGiven)
{
    /// <summary>The request header.</summary>
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    /// <summary>Whom the answer of a call belongs to.</summary>
    public static string HolderOf(HttpRequest request, ImageCall call) =>
        call.Detached?.Holder ?? PresentedKeys.HolderOf(call.Caller?.Key, request);

    /// <summary>The key of a call; null for a call that is none to repeat, with the refusal of a key that is none.</summary>
    public static (RepeatKey? Key, ImageError? Refusal) Of(HttpRequest request, ImageCall call, IdempotencyOptions options, string route)
    {
        var given = request.Headers[Header].ToString();
        if (given.Length == 0 && options.Collapse is null)
            return (null, null);
        if (given.Length > Longest)
        {
            return (null, ImageError.Invalid(
                $"{Header} may have {Longest} characters.", code: "invalid_idempotency_key"));
        }
        var digest = Convert.ToHexStringLower(RequestDigest.Of(call.Request!, call.Strict ? "strict" : "", call.Url.ToString()));
        var isGiven = given.Length > 0;
        var scope = string.Join('\n', HolderOf(request, call), route, request.Path.Value, isGiven ? "given" : "equal", isGiven ? given : digest);
        return (new RepeatKey(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope))), digest,
            isGiven ? options.TimeToLive : options.Collapse!.Value, isGiven), null);
    }
}
