using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// Reads xAI's failures, <c>{"code", "error"}</c> with prose in both (docs/providers/xai.md, "Failures"). A wrong key has status 400 like a wrong
/// request; only its text tells that another key may work.
/// </summary>
internal static class XaiErrors
{
    /// <summary>The meaning of a message by its beginning. Any other message keeps its status.</summary>
    private static readonly FailureWord[] Beginnings =
    [
        new("Incorrect API key provided", 401, "invalid_api_key"),
        new("Generated image rejected by content moderation", 400, FailureWord.Moderation),
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        // Any other status is more precise than the text.
        if (error.Status != 400 && !answer.InsideSuccess)
            return error;
        var known = Array.Find(Beginnings, row => error.Message.StartsWith(row.Word, StringComparison.OrdinalIgnoreCase));
        return known is null ? error : error with { Status = known.Status, Type = known.Type, Code = known.Code };
    }
}
