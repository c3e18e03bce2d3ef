using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Tasks;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>An order, its receipt and its polls (docs/providers/bfl.md, "Answer" and "Failures").</summary>
internal static class BlackForestLabsTask
{
    private static readonly string[] Moderated = ["Request Moderated", "Content Moderated"];

    public static readonly TaskShape Shape = new()
    {
        Status = ["status", "state"],
        Done = ["Ready"],
        Failed = [.. Moderated, "Error", "Failed", "Task not found"],
        NotYetKnown = ["Task not found"],
        Addresses = ["result.sample"],
        Facts = ["polling_url", "cost", "progress", "details", "result.seed"],
        // The polling URL is used unchanged, because it names the cluster that has the order.
        Order = static (_, facts) => Uri.TryCreate(facts.Text("polling_url"), UriKind.Absolute, out var address) ? new TaskOrder(address) : null,
        // Only the receipt tells it, in credits of a cent.
        Charge = static (facts, sink) =>
        {
            if (facts.Money("cost") is { } credits)
                sink.TellCost(credits / 100);
        },
        ReadFailure = static facts => Moderated.Contains(facts.Status, StringComparer.OrdinalIgnoreCase) ? Blocked(facts) : null,
        Progress = static facts => facts.Number("progress") is { } share and >= 0 and <= 1 ? new WorkProgress((int)(share * 100), 100) : default,
        Tell = static (facts, sink) => facts.Tell(sink, "seed", "result.seed"),
    };

    private static ImageError Blocked(TaskFacts facts) => ImageError.Blocked($"The provider ended the order as {facts.Status}.") with
    {
        ModerationDetails = facts.Raw("details") is [(byte)'{', ..] details ? (ReadOnlyMemory<byte>?)details.ToArray() : null,
    };
}
