namespace Iris.Gateway.Model;

/// <summary>The section <c>Images.Jobs</c>: calls that are ordered now and fetched later. Whether there are any is in force from the start on.</summary>
internal sealed record JobOptions
{
    /// <summary>What all paths of jobs begin with (Bifrost's).</summary>
    public const string Root = "/v1/async/images";

    /// <summary>The most jobs that one instance makes at the same time, 1..1,000.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>The most jobs that wait, of all keys, 1..100,000.</summary>
    public int Queue { get; init; } = 1000;

    /// <summary>The most jobs of one key that wait or run, 1..100,000.</summary>
    public int QueuePerKey { get; init; } = 100;

    /// <summary>How long a result stays after its job's end, where the request does not say, 1 s..30 days.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Who is told of a job's end; null where nobody may be.</summary>
    public WebhookOptions? Webhooks { get; init; }
}

/// <summary>The section <c>Images.Jobs.Webhooks</c>: addresses that clients name and that are told of a job's end.</summary>
/// <param name="Secret">The key of signatures. Never log it.</param>
/// <param name="Targets">Which addresses may be told: beside public ones over https those that this allows.</param>
internal sealed record WebhookOptions(string Secret, DownloadsOptions Targets)
{
    /// <summary>Replaces the record's own text, which would write the secret to the log.</summary>
    public override string ToString() => "webhooks";
}
