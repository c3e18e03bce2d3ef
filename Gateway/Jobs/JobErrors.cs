using System.Globalization;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>The refusals and failures of jobs (docs/jobs.md, "Refusals").</summary>
internal static class JobErrors
{
    /// <summary>There is no such job, or it is somebody else's.</summary>
    public static ImageError Unknown { get; } = ImageError.Invalid(
        "There is no such job: it belongs to another key, its result has expired, or it never was.", code: "job_not_found", status: StatusCodes.Status404NotFound);

    /// <summary>The state or the store cannot be reached.</summary>
    public static ImageError Unavailable { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "state_unavailable",
        Code = "state_unavailable",
        Message = "The gateway cannot reach the store of its jobs.",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The section is gone from the file since the start.</summary>
    public static ImageError Off { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "service_unavailable",
        Code = "jobs_off",
        Message = "This gateway takes no new jobs (Images.Jobs). Those that it has taken are made, and can be asked for.",
        IsGatewayFault = true,
    };

    /// <summary>The store has no room for a request.</summary>
    public static ImageError NoRoom { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "store_full",
        Code = "store_full",
        Message = "The store has no room for this job's request (Images.Store.Bytes).",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    /// <summary>The gateway ended while it made the job.</summary>
    public static ImageError Interrupted { get; } = new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "interrupted",
        Code = "interrupted",
        Message = "The gateway ended while this job was made. It may have been billed, and is not ordered again by itself.",
        IsGatewayFault = true,
    };

    /// <summary>The client has cancelled the job.</summary>
    public static ImageError Cancelled { get; } = new()
    {
        Status = StatusCodes.Status499ClientClosedRequest,
        Type = "request_cancelled",
        Code = "cancelled",
        Message = "The job was cancelled.",
    };

    /// <summary>What the job needs is gone.</summary>
    public static ImageError Lost { get; } = new()
    {
        Status = StatusCodes.Status500InternalServerError,
        Type = "internal_error",
        Code = "job_lost",
        Message = "The job has no answer: it broke off, or the store had no room for it or for its request (Images.Store.Bytes).",
        IsGatewayFault = true,
    };

    /// <summary>Too many jobs wait.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="name">Its member of <c>Images.Jobs</c>.</param>
    public static ImageError Full(int limit, string name) => new()
    {
        Status = StatusCodes.Status429TooManyRequests,
        Type = "job_queue_full",
        Code = "job_queue_full",
        Message = string.Create(CultureInfo.InvariantCulture, $"{limit} jobs wait or run already (Images.Jobs.{name})."),
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    /// <summary>A header or parameter is no number of seconds.</summary>
    public static ImageError Seconds(string name, long least, long most) => ImageError.Invalid(
        string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number of seconds between {least} and {most}."), name, "invalid_value");

    /// <summary>The address that is to be told of the end may not be.</summary>
    public static ImageError Webhook(string why) => ImageError.Invalid($"'webhook_url' {why}", "webhook_url", "invalid_value");
}
