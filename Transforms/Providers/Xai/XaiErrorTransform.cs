using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// Reads xAI's failures, <c>{"code", "error"}</c> with prose in both (docs/providers/xai.md, "Failures"). A wrong key comes as 400, like a
/// wrong request; only its words tell that another key may do better.
/// </summary>
internal static class XaiErrorTransform
{
    /// <summary>What a message that begins so means. Correct a row here; whatever is missing keeps its status.</summary>
    private static readonly (string Beginning, int Status, string Type, string Code)[] Messages =
    [
        ("Incorrect API key provided", 401, "authentication_error", "invalid_api_key"),
        ("Generated image rejected by content moderation", 400, "image_generation_user_error", "moderation_blocked"),
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        // Where the status says more than "your request", it is right.
        if (error.Status != 400 && !answer.InsideSuccess)
            return error;
        var known = Array.Find(Messages, row => error.Message.StartsWith(row.Beginning, StringComparison.OrdinalIgnoreCase));
        return known.Code is null ? error : error with { Status = known.Status, Type = known.Type, Code = known.Code };
    }
}
