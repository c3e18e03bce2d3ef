using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Tasks;

/// <summary>Where an order is asked for; made once, of its receipt, so that a later answer cannot lead elsewhere.</summary>
/// <param name="Ask">Told how far the order is, by <c>GET</c>.</param>
public sealed record TaskOrder(Uri Ask)
{
    /// <summary>Gives what was made, where the last answer does not hold it (<see cref="TaskShape.Result"/>).</summary>
    public Uri? Fetch { get; init; }
    /// <summary>The call that cancels the order; null where there is none.</summary>
    public ProviderRequest? Cancel { get; init; }
}

/// <summary>
/// The answers of a task API as data: an order is placed, asked for until it is done, and its pictures are fetched. Receipt and polls are
/// read by the same shape, since a provider that is quick answers the order with the pictures. Values are known by their paths, such as
/// <c>result.sample</c> or <c>images[].url</c>; words of a status are compared without case.
/// </summary>
public sealed class TaskShape
{
    private readonly Lazy<TaskPaths> _paths;

    /// <summary>Makes a shape.</summary>
    public TaskShape() => _paths = new Lazy<TaskPaths>(() => new TaskPaths(this));

    /// <summary>What the provider calls an order, for messages.</summary>
    public string Noun { get; init; } = "order";

    /// <summary>The members that tell how far an order is: the first that is there counts. Empty for an answer that is always the last one.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];
    /// <summary>Statuses of an order whose pictures are there.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];
    /// <summary>Statuses of an order that comes to nothing. Any status that is neither done nor failed is asked again.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>Strings that are a picture's address or data URL.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
    /// <summary>Strings that are a picture's base64.</summary>
    public IReadOnlyList<string> Base64 { get; init; } = [];
    /// <summary>Items of a list that holds <c>true</c> for each picture that a safety checker has blocked, in the order of the pictures.</summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];
    /// <summary>Further values that the functions below read.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Where an order is asked for, of its receipt; null for a receipt that does not tell.</summary>
    public Func<ProviderCall, TaskFacts, TaskOrder?>? Order { get; init; }
    /// <summary>The answer that holds the pictures, where they are fetched from <see cref="TaskOrder.Fetch"/>; null where they stand in the last poll.</summary>
    public TaskShape? Result { get; init; }
    /// <summary>
    /// Why there will be no picture: asked of a failed order, and of any answer without a picture, where null means that it does not tell a
    /// failure. A failed order of which it knows nothing is 502 <c>generation_failed</c>.
    /// </summary>
    public Func<TaskFacts, ImageError?>? ReadFailure { get; init; }
    /// <summary>How far a polled order is, told to clients that watch a stream; null where they are told nothing.</summary>
    public Func<TaskFacts, WorkProgress>? Progress { get; init; }
    /// <summary>Gives the sink the members that stand beside the pictures.</summary>
    public Action<TaskFacts, ImageSink>? Tell { get; init; }
    /// <summary>Whether addresses are fetched and not passed on. By default they are passed on to clients that ask for a URL, where the model gives any.</summary>
    public Func<ProviderCall, bool> Fetches { get; init; } = static call => !(call.WantsUrl() && call.Capabilities.GivesUrl);

    /// <summary>What the value of a path is.</summary>
    internal TaskValue ValueOf(string path) => _paths.Value.Of(path);
}
