using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>Writes <c>extra_fields</c> (docs/contract.md, section 4.2) for answers, events and errors alike.</summary>
internal static class ExtraFields
{
    /// <summary>Writes the object of a successful answer or of one of its events.</summary>
    /// <param name="output">Receives the JSON.</param>
    /// <param name="context">Who serves the call and what differs from the request.</param>
    /// <param name="latency">Milliseconds.</param>
    /// <param name="chunkIndex">The event's number, from 0; 0 for a plain answer.</param>
    /// <param name="full">False leaves out the attempts and the changes, which only one event of a stream carries.</param>
    /// <param name="cost">What the answer has cost; null where nobody asks, and in events before the last picture's.</param>
    public static void Write(IBufferWriter<byte> output, AnswerContext context, long latency, int chunkIndex, bool full, Cost? cost = null)
    {
        using var loan = JsonOutput.Borrow(output);
        var writer = loan.Writer;
        writer.WriteStartObject();
        writer.WriteString("request_type"u8, context.Identity.RequestType);
        writer.WriteString("provider"u8, context.Provider);
        WriteModels(writer, context.Identity.ModelRequested, context.Identity.ResolvedModel);
        writer.WriteNumber("latency"u8, latency);
        writer.WriteNumber("chunk_index"u8, chunkIndex);
        if (cost is { } known)
            WriteCost(writer, known, AttemptRecord.SumOf(context.EarlierAttempts));
        if (full)
        {
            if (context.EarlierAttempts.Count > 0)
            {
                var served = new AttemptRecord(
                    context.Provider, context.ResolvedModel, context.Destination, 200, null,
                    context.ElapsedMilliseconds - Sum(context.EarlierAttempts), true);
                WriteAttempts(writer, [.. context.EarlierAttempts, served]);
            }
            WriteChanges(writer, "dropped_params"u8, context.Dropped);
            WriteChanges(writer, "converted_params"u8, context.Converted);
            WriteWarnings(writer, context.Warnings);
            WriteSeeds(writer, context.Seeds);
            if (!context.Received.IsEmpty)
            {
                writer.WritePropertyName("inputs"u8);
                writer.WriteRawValue(context.Received.Span, skipInputValidation: true);
            }
        }
        writer.WriteEndObject();
    }

    /// <summary>The same, behind pictures: while one is on its way into a store, its warning may still come.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static void WriteLast(PooledBuffer output, AnswerContext context, long latency, int chunkIndex, bool full, Cost? cost)
    {
        if (full && output.HasDeferred)
            output.Defer(new Later(context, latency, chunkIndex, cost));
        else
            Write(output, context, latency, chunkIndex, full, cost);
    }

    private sealed class Later(AnswerContext context, long latency, int chunkIndex, Cost? cost) : DeferredPart
    {
        public override bool Write(PooledBuffer output)
        {
            ExtraFields.Write(output, context, latency, chunkIndex, full: true, cost);
            return false;
        }
    }

    /// <summary>Writes the model under the three names that versions of the contract use.</summary>
    public static void WriteModels(Utf8JsonWriter writer, string? requested, string? resolved)
    {
        if (requested is not null)
        {
            writer.WriteString("model_requested"u8, requested);
            writer.WriteString("original_model_requested"u8, requested);
        }
        if (resolved is not null)
            writer.WriteString("resolved_model_used"u8, resolved);
    }

    /// <summary>Writes what a call has cost.</summary>
    /// <param name="writer">Receives the member.</param>
    /// <param name="cost">The cost of the answer.</param>
    /// <param name="possibly">What failed attempts may have cost besides; null when that is unknown.</param>
    public static void WriteCost(Utf8JsonWriter writer, Cost cost, Usd? possibly)
    {
        writer.WriteStartObject("cost"u8);
        WriteUsd(writer, "usd"u8, cost.Usd);
        writer.WriteString("source"u8, cost.SourceName);
        writer.WriteString("currency"u8, "USD"u8);
        if (possibly != Usd.Zero)
            WriteUsd(writer, "possibly_billed_usd"u8, possibly);
        writer.WriteEndObject();
    }

    private static void WriteUsd(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Usd? usd)
    {
        if (usd is { } amount)
            writer.WriteNumber(name, amount.Amount);
        else
            writer.WriteNull(name);
    }

    /// <summary>Writes the attempts.</summary>
    public static void WriteAttempts(Utf8JsonWriter writer, IReadOnlyList<AttemptRecord> attempts)
    {
        writer.WriteStartArray("attempts"u8);
        foreach (var attempt in attempts)
        {
            writer.WriteStartObject();
            writer.WriteString("provider"u8, attempt.Provider);
            writer.WriteString("model"u8, attempt.Model);
            if (attempt.Destination is not null)
                writer.WriteString("destination"u8, attempt.Destination);
            writer.WriteNumber("status"u8, attempt.Status);
            if (attempt.ErrorType is not null)
                writer.WriteString("error_type"u8, attempt.ErrorType);
            writer.WriteNumber("latency"u8, attempt.LatencyMilliseconds);
            writer.WriteBoolean("possibly_billed"u8, attempt.PossiblyBilled);
            if (attempt.Skipped is not null)
                writer.WriteString("skipped"u8, attempt.Skipped);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<ParameterChange> changes)
    {
        if (changes.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var change in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("param"u8, change.Param);
            writer.WriteString("asked"u8, change.Asked);
            writer.WriteString("sent"u8, change.Sent);
            writer.WriteString("reason"u8, change.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteWarnings(Utf8JsonWriter writer, IReadOnlyList<ImageWarning> warnings)
    {
        if (warnings.Count == 0)
            return;
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in warnings)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, warning.Code);
            writer.WriteString("message"u8, warning.Message);
            if (warning.Param is not null)
                writer.WriteString("param"u8, warning.Param);
            if (warning.Asked is not null)
                writer.WriteString("asked"u8, warning.Asked);
            if (warning.Got is not null)
                writer.WriteString("got"u8, warning.Got);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteSeeds(Utf8JsonWriter writer, IReadOnlyList<CallSeed> seeds)
    {
        if (!seeds.Any(seed => seed.Value is not null))
            return;
        writer.WriteStartArray("seeds"u8);
        foreach (var seed in seeds)
        {
            if (seed.Value is { } value)
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }

    private static long Sum(IReadOnlyList<AttemptRecord> attempts)
    {
        long sum = 0;
        foreach (var attempt in attempts)
            sum += attempt.LatencyMilliseconds;
        return sum;
    }
}
