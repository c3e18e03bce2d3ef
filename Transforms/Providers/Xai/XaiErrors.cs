using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// Reads xAI's failures, <c>{"code", "error"}</c> with prose in both (docs/providers/xai.md, "Failures"). A wrong key comes as 400, like a
/// wrong request; only its words tell that another key may do better.
/// </summary>
internal static class XaiErrors
{
    /// <summary>What a message that begins so means. Whatever is missing keeps its status.</summary>
    private static readonly FailureWord[] Beginnings =
    [
        new("Incorrect API key provided", 401, "invalid_api_key"),
        new("Generated image rejected by content moderation", 400, FailureWord.Moderation),
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        // Any other status says more than the words do.
        if (error.Status != 400 && !answer.InsideSuccess)
            return error;
        var known = Array.Find(Beginnings, row => error.Message.StartsWith(row.Word, StringComparison.OrdinalIgnoreCase));
        return known is null ? error : error with { Status = known.Status, Type = known.Type, Code = known.Code };
    }
}
