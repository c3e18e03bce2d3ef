using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Tasks;

/// <summary>The URIs of an order. It is created once, from the receipt, so that a later answer cannot point elsewhere.</summary>
/// <param name="Ask">The URI that returns the order's status by <c>GET</c>.</param>
public sealed record TaskOrder(Uri Ask)
{
    /// <summary>The URI of the result, when the last poll does not hold it (<see cref="TaskShape.Result"/>).</summary>
    public Uri? Fetch { get; init; }
    /// <summary>The request that cancels the order; null when there is none.</summary>
    public ProviderRequest? Cancel { get; init; }
}

/// <summary>
/// The answers of a task API as data: an order is placed, polled until it is done, and its pictures are fetched. One shape reads the receipt and
/// the polls, because a quick provider answers the order with the pictures. Values are identified by their paths, such as <c>result.sample</c> or
/// <c>images[].url</c>; the case of a status is ignored.
/// </summary>
public sealed class TaskShape
{
    private readonly Lazy<TaskPaths> _paths;

    /// <summary>Creates a shape.</summary>
    public TaskShape() => _paths = new Lazy<TaskPaths>(() => new TaskPaths(this));

    /// <summary>The provider's term for an order, for messages.</summary>
    public string Noun { get; init; } = "order";

    /// <summary>The members with an order's status: the first one present counts. Empty when the answer is always the last one.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];
    /// <summary>Statuses of an order whose pictures are ready.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];
    /// <summary>Statuses of a failed order. An order whose status is neither done nor failed is polled again.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>Failed statuses that an order may have before the whole provider knows it. The first three polls with one are repeated.</summary>
    public IReadOnlyList<string> NotYetKnown { get; init; } = [];

    /// <summary>Paths of strings that are a picture's URL or data URL.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
    /// <summary>Paths of strings that are a picture's base64.</summary>
    public IReadOnlyList<string> Base64 { get; init; } = [];
    /// <summary>
    /// Paths of items of a list that has <c>true</c> for each picture that a safety checker blocked, in the order of the pictures.
    /// </summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];
    /// <summary>Paths of further values that the functions below read.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Creates the order from its receipt; null for a receipt that does not name it.</summary>
    public Func<ProviderCall, TaskFacts, TaskOrder?>? Order { get; init; }
    /// <summary>
    /// The shape of the answer with the pictures, when <see cref="TaskOrder.Fetch"/> returns them; null when the last poll holds them.
    /// </summary>
    public TaskShape? Result { get; init; }
    /// <summary>
    /// Reads the failure of a failed order, and of any answer without a picture; null when the answer tells none. A failed order without a known
    /// failure becomes 502 <c>generation_failed</c>.
    /// </summary>
    public Func<TaskFacts, ImageError?>? ReadFailure { get; init; }
    /// <summary>Reads a polled order's progress for clients of a stream; null when the provider reports none.</summary>
    public Func<TaskFacts, WorkProgress>? Progress { get; init; }
    /// <summary>Passes what the receipt says of the order's cost to the sink.</summary>
    internal Action<TaskFacts, ImageSink>? Charge { get; init; }
    /// <summary>Passes the members beside the pictures to the sink.</summary>
    public Action<TaskFacts, ImageSink>? Tell { get; init; }
    /// <summary>
    /// Whether URLs are fetched instead of being passed on. By default they are passed on only when the client asks for URLs and the model gives
    /// them.
    /// </summary>
    public Func<ProviderCall, bool> Fetches { get; init; } = static call => !(call.WantsUrl && call.Capabilities.GivesUrl);

    /// <summary>The purpose of the value at a path.</summary>
    internal TaskValue ValueOf(string path) => _paths.Value.Of(path);
}
