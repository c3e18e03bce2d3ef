using System.Globalization;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Replicate's prediction (docs/providers/huggingface.md, "Answer"). The order's answer and the polls have the same form, and only <c>status</c>
/// tells the state, whatever the HTTP status is. <c>output</c> is a URL, a list of URLs, or data URLs.
/// </summary>
internal static class ReplicateTask
{
    public static readonly TaskShape Shape = new()
    {
        Noun = "prediction",
        Status = ["status"],
        Done = ["succeeded"],
        Failed = ["failed", "canceled", "aborted"],
        Addresses = ["output", "output[]"],
        Facts = ["id", "error", "error_type", "detail", "created_at", "urls.get", "urls.cancel", "metrics.input_token_count", "metrics.output_token_count"],
        Order = OrderOf,
        ReadFailure = static facts => facts.HasFailed ? Failed(facts) : facts.Status is null ? HuggingFaceErrors.ReadFailure(facts) : null,
        Tell = Tell,
        Fetches = static call => call.WantsBase64,
    };

    private static readonly string[] ModerationWords = ["nsfw", "sensitive", "E005", "safety"];

    private static TaskOrder? OrderOf(ProviderCall call, TaskFacts facts)
    {
        var path = AddressPath.PathOf(facts.Text("urls.get"))
            ?? (facts.Text("id") is { } id ? $"v1/predictions/{Uri.EscapeDataString(id)}" : null);
        return path is null
            ? null
            : new TaskOrder(AddressPath.Join(call.Address, "replicate/" + path))
            {
                Cancel = new ProviderRequest { Uri = AddressPath.Join(call.Address, $"replicate/{AddressPath.PathOf(facts.Text("urls.cancel")) ?? path + "/cancel"}") },
            };
    }

    private static void Tell(TaskFacts facts, ImageSink sink)
    {
        facts.Tell(sink, "created", "created_at");
        if (facts.Number("metrics.input_token_count") is { } input && facts.Number("metrics.output_token_count") is { } output)
        {
            sink.Member("usage", Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$"""{"input_tokens":{{input:F2}},"output_tokens":{{output:F2}}}""")));
        }
    }

    private static ImageError Failed(TaskFacts facts)
    {
        // A text, or an object such as {"code": "E005", "message": "…"}.
        var (reason, named) = facts.Words("error");
        reason ??= facts.Words("detail").Message ?? named;
        if (reason is not null && Array.Exists(ModerationWords, word => $"{named} {reason}".Contains(word, StringComparison.OrdinalIgnoreCase)))
            return ImageError.Blocked(reason);
        var (code, end) = facts.Status!.Equals("failed", StringComparison.OrdinalIgnoreCase)
            ? ("prediction_failed", "failed")
            : ("prediction_canceled", "was canceled");
        return new ImageError
        {
            Status = 502,
            Type = "server_error",
            Code = code,
            Message = ShortText.Cut($"The provider's prediction {end}{(reason is null ? "." : ": " + reason)}", ImageError.MaxMessageLength),
        };
    }
}
