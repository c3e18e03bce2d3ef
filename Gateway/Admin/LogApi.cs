using Iris.Gateway.CallLogs;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>The log of calls: a list, one call, sums, and all of it as a file.</summary>
internal sealed class LogApi(CallQueries calls, CallLog log, TimeProvider time)
{
    // The first of them that makes at most so many buckets.
    private static readonly long[] Widths = [60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600, 365 * 24 * 3600];
    private const int UsualBuckets = 100;
    private static readonly TimeSpan UsualSpan = TimeSpan.FromDays(1);

    /// <summary><c>GET /api/logs</c>.</summary>
    public async Task<ImageError?> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = CallFilterReader.Read(query);
        var limit = query.Whole("limit", 1, 1000) ?? 50;
        var offset = query.Whole("offset", 0, int.MaxValue) ?? 0;
        var order = query.OneOf("sort_by", ("timestamp", CallOrder.Timestamp), ("latency", CallOrder.Latency), ("tokens", CallOrder.Tokens), ("cost", CallOrder.Cost));
        var ascending = query.OneOf("order", ("desc", false), ("asc", true));
        if (query.Error is { } error)
            return error;
        var rows = await calls.ListAsync(filter, order, ascending, limit, offset, context.RequestAborted);
        var sums = await calls.SumAsync(filter, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartArray("logs"u8);
            foreach (var row in rows)
                CallJson.Write(writer, row);
            writer.WriteEndArray();
            writer.WriteStartObject("pagination"u8);
            writer.WriteNumber("limit"u8, limit);
            writer.WriteNumber("offset"u8, offset);
            writer.WriteString("sort_by"u8, order.ToString().ToLowerInvariant());
            writer.WriteString("order"u8, ascending ? "asc" : "desc");
            writer.WriteNumber("total_count"u8, sums.Calls);
            writer.WriteEndObject();
            writer.WriteStartObject("stats"u8);
            CallJson.WriteStats(writer, sums);
            writer.WriteEndObject();
            writer.WriteBoolean("has_logs"u8, sums.Calls > 0);
        });
        return null;
    }

    /// <summary><c>GET /api/logs/{id}</c>.</summary>
    public async Task<ImageError?> FindAsync(HttpContext context, string id)
    {
        if (new QueryReader(context.Request.Query).Error is { } error)
            return error;
        if (await calls.FindAsync(id, context.RequestAborted) is not { } row)
            return AdminErrors.NotFound("No call in the log has this id, and none this request id.");
        await AdminResponse.WriteAsync(context, writer =>
        {
            foreach (var column in CallColumns.All)
                column.Write(writer, row);
        });
        return null;
    }

    /// <summary><c>GET /api/logs/stats</c>.</summary>
    public async Task<ImageError?> SumAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = CallFilterReader.Read(query);
        if (query.Error is { } error)
            return error;
        var sums = await calls.SumAsync(filter, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer => CallJson.WriteStats(writer, sums));
        return null;
    }

    /// <summary><c>GET /api/logs/dropped</c>.</summary>
    public async Task<ImageError?> CountDroppedAsync(HttpContext context)
    {
        await AdminResponse.WriteAsync(context, writer => writer.WriteNumber("dropped"u8, log.Dropped));
        return null;
    }

    /// <summary><c>GET /api/logs/histogram</c>.</summary>
    public async Task<ImageError?> GroupAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = CallFilterReader.Read(query);
        var grouping = query.OneOf(
            "by", ("time", CallGrouping.Time), ("provider", CallGrouping.Provider), ("model", CallGrouping.Model), ("key", CallGrouping.Key),
            ("group", CallGrouping.Group), ("object", CallGrouping.Object));
        var seconds = query.Whole("bucket_seconds", 1, Widths[^1]);
        var limit = query.Whole("limit", 1, CallQueries.MostBuckets) ?? UsualBuckets;
        if (grouping != CallGrouping.Time)
            return query.Error ?? await GroupByNameAsync(context, filter, grouping, limit);
        var to = filter.To ?? time.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        var from = Math.Max(0, filter.From ?? to - (long)UsualSpan.TotalMilliseconds);
        if (from >= to)
            query.Refuse("start_time", "is not before 'end_time'");
        var width = 1000 * (seconds ?? Widths.FirstOrDefault(width => (to - from) / (1000 * width) < UsualBuckets, Widths[^1]));
        var count = ((to - 1) / width) - (from / width) + 1;
        if (count > CallQueries.MostBuckets)
            query.Refuse(seconds is null ? "start_time" : "bucket_seconds", $"makes {count} buckets, and there may be {CallQueries.MostBuckets}");
        return query.Error ?? await GroupByTimeAsync(context, filter with { From = from, To = to }, width, (int)count);
    }

    /// <summary><c>GET /api/logs/export</c>.</summary>
    public async Task<ImageError?> ExportAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = CallFilterReader.Read(query);
        var isCsv = query.OneOf("format", ("csv", true), ("jsonl", false));
        if (query.Error is { } error)
            return error;
        await CallExport.WriteAsync(context, calls.ReadAllAsync(filter, context.RequestAborted), isCsv);
        return null;
    }

    private async Task<ImageError?> GroupByTimeAsync(HttpContext context, CallFilter filter, long width, int count)
    {
        var found = (await calls.SumByTimeAsync(filter, width, context.RequestAborted)).ToDictionary(bucket => bucket.Start, bucket => bucket.Sums);
        var first = filter.From!.Value / width * width;
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteString("by"u8, "time");
            writer.WriteNumber("bucket_size_seconds"u8, width / 1000);
            writer.WriteStartArray("buckets"u8);
            for (var i = 0; i < count; i++)
            {
                writer.WriteStartObject();
                writer.WriteTime("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(first + (i * width)));
                CallJson.WriteBucket(writer, found.GetValueOrDefault(first + (i * width)));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
        return null;
    }

    private async Task<ImageError?> GroupByNameAsync(HttpContext context, CallFilter filter, CallGrouping grouping, long limit)
    {
        var found = await calls.SumByNameAsync(filter, grouping, limit + 1, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteString("by"u8, grouping.ToString().ToLowerInvariant());
            writer.WriteStartArray("buckets"u8);
            foreach (var (name, sums) in found.Take((int)limit))
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                CallJson.WriteBucket(writer, sums);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteBoolean("truncated"u8, found.Count > limit);
        });
        return null;
    }
}
