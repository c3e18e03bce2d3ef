using System.Text.Json;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Jobs;

/// <summary>A job as JSON.</summary>
internal static class JobJson
{
    /// <summary>The path that a job is found at.</summary>
    public static string PathOf(Job job) => $"{JobOptions.Root}/{job.Operation}/{job.Id}";

    /// <summary>Writes a job up to its result: what follows is the result's own bytes, and a closing brace.</summary>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="job">The job.</param>
    /// <param name="hasAnswer">Whether the answer's bytes follow.</param>
    /// <param name="isReport">Whether the answer is left out, and is not missed.</param>
    public static void Write(PooledBuffer output, Job job, bool hasAnswer, bool isReport = false)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id"u8, job.Id);
        json.WriteString("status"u8, JobWords.Of(job.State));
        json.WriteNumber("created_at"u8, job.Created.ToUnixTimeSeconds());
        json.WriteNumber("expires_at"u8, job.Expires.ToUnixTimeSeconds());
        if (job.Started is { } started)
            json.WriteNumber("started_at"u8, started.ToUnixTimeSeconds());
        if (job.Ended is { } ended)
            json.WriteNumber("completed_at"u8, ended.ToUnixTimeSeconds());
        if (job is { State: JobState.Running, Progress: { Length: > 0 } progress })
            json.WriteString("progress"u8, progress);
        if (job.Status is { } status)
            json.WriteNumber("status_code"u8, status);
        if (hasAnswer)
        {
            json.WritePropertyName(job.State == JobState.Completed ? "result"u8 : "error"u8);
            json.Flush();
            return;
        }
        if (!(isReport && job.File is not null) && FailureOf(job) is { } failure)
        {
            json.WritePropertyName("error"u8);
            using var envelope = new PooledBuffer();
            EnvelopeResponse.Write(envelope, new FailureReport { Error = failure, Identity = new(job.Id) });
            json.WriteRawValue(envelope.WrittenSpan, skipInputValidation: true);
        }
        json.WriteEndObject();
    }

    // What is told of a job that has ended without an answer.
    private static ImageError? FailureOf(Job job) => job.State switch
    {
        JobState.Interrupted => JobErrors.Interrupted,
        JobState.Cancelled => JobErrors.Cancelled,
        JobState.Failed or JobState.Completed => JobErrors.Lost,
        _ => null,
    };
}
