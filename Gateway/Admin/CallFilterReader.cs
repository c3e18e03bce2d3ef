using Iris.Gateway.CallLogs;

namespace Iris.Gateway.Admin;

/// <summary>Reads which calls a request is about, under Bifrost's names.</summary>
internal static class CallFilterReader
{
    private const decimal NanoInUsd = 1_000_000_000m;

    public static CallFilter Read(QueryReader query)
    {
        var filter = new CallFilter
        {
            Providers = query.List("providers"),
            Models = query.List("models"),
            Operations = query.List("objects"),
            Keys = query.List("virtual_key_ids"),
            Groups = query.List("team_ids"),
            Succeeded = ReadStatus(query),
            From = query.Time("start_time"),
            To = query.Time("end_time"),
            Latency = query.Range("latency", 1),
            Tokens = query.Range("tokens", 1),
            Cost = query.Range("cost", NanoInUsd),
            IsMissingCost = query.Flag("missing_cost_only"),
            RequestId = query.Text("request_id"),
        };
        if (filter.From > filter.To)
            query.Refuse("start_time", "is after 'end_time'");
        return filter;
    }

    private static bool? ReadStatus(QueryReader query)
    {
        var words = query.List("status");
        var isKnown = words.All(word => word is "success" or "error");
        if (!isKnown)
            query.Refuse("status", "must be success, error or both");
        return words.Count == 0 || !isKnown || (words.Contains("success") && words.Contains("error")) ? null : words.Contains("success");
    }
}
