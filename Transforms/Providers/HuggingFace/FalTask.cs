using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Tasks;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// fal through the router (docs/providers/huggingface.md, "Answer"): the first answer holds the picture, or the call is queued. A queued call is
/// polled until its status is <c>COMPLETED</c>, and then the result is fetched. fal's URLs point to its own host, which does not accept the token,
/// so only their paths are used.
/// </summary>
internal static class FalTask
{
    /// <summary>The query that makes a call a queued one.</summary>
    public const string Query = "?_subdomain=queue";

    /// <summary>
    /// The pictures: <c>{"images": [{"url"}], "seed", "has_nsfw_concepts"}</c>, or <c>{"image": {"url"}}</c>. A URL may be a data URL. A picture
    /// that the safety checker flagged is a black frame and is left out.
    /// </summary>
    public static readonly TaskShape Result = new()
    {
        Addresses = ["images[].url", "images[]", "image.url", "image"],
        Base64 = ["images[].b64_json"],
        Blocked = ["has_nsfw_concepts[]", "nsfw_content_detected[]"],
        Facts = ["seed", "detail", "error", "error_type"],
        ReadFailure = HuggingFaceErrors.ReadFailure,
        Tell = static (facts, sink) => facts.Tell(sink, "seed", "seed"),
        Fetches = static call => call.WantsBase64,
    };

    /// <summary>The receipt and the status of a queued call. A failed run is also completed: its result is the error.</summary>
    public static readonly TaskShape Queue = new()
    {
        Noun = "request",
        Status = ["status"],
        Done = ["COMPLETED"],
        Failed = ["FAILED", "ERROR", "CANCELED", "CANCELLED"],
        Facts = ["response_url", "detail", "error", "error_type"],
        Order = static (call, facts) => AddressPath.PathOf(facts.Text("response_url")) is { } path
            ? new TaskOrder(At(call, path + "/status"))
            {
                Fetch = At(call, path),
                Cancel = new ProviderRequest { Method = "PUT", Uri = At(call, path + "/cancel") },
            }
            : null,
        ReadFailure = static facts => HuggingFaceErrors.ReadFailure(facts) ?? (facts.HasFailed ? Ended(facts.Status!) : null),
        Result = Result,
    };

    /// <summary>Whether this call is queued: the destination's setting <c>Queue</c> decides, else the model's row.</summary>
    public static bool IsQueued(ProviderCall call, HuggingFaceRow row) =>
        call.Settings.TryGetValue("Queue", out var setting) && bool.TryParse(setting, out var isQueued)
        ? isQueued
        : row.IsSlow;

    private static Uri At(ProviderCall call, string path) => AddressPath.Join(call.Address, $"fal-ai/{path}{Query}");

    private static ImageError Ended(string status) => new()
    {
        Status = 502,
        Type = "server_error",
        Code = "generation_failed",
        Message = $"The provider's queue ended the request as {status}.",
    };
}
