using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Tasks;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// A generation; the receipt and the polls have the same form (docs/providers/elevenlabs.md, "Answer"). An order with an unknown status is polled
/// again.
/// </summary>
internal static class ElevenLabsTask
{
    public static readonly TaskShape Shape = new()
    {
        Noun = "generation",
        Status = ["status"],
        Done = ["completed"],
        Failed = ["failed"],
        Addresses = ["content_url"],
        Facts = ["id", "failure_reason", "error_message"],
        Order = static (call, facts) => facts.Text("id") is { } id ? OrderOf(call, id) : null,
        ReadFailure = static facts =>
            facts.HasFailed ? ElevenLabsErrors.OfFailure(facts.Text("failure_reason"), facts.Words("error_message").Message) : null,
        Progress = static _ => new WorkProgress(null, null),
    };

    // An id of dots would lead out of the path.
    private static TaskOrder? OrderOf(ProviderCall call, string id) => id.Trim('.').Length == 0
        ? null
        : new TaskOrder(AddressPath.Join(call.Address, "v1", "flows/image/" + Uri.EscapeDataString(id)));
}
