using System.Data.Common;

namespace Iris.Gateway.CallLogs;

/// <summary>Sums over calls.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Errors">Those that did not succeed.</param>
/// <param name="Unpriced">Those that succeeded and whose cost nobody knows.</param>
/// <param name="Images">Pictures made.</param>
/// <param name="Tokens">Tokens in and out.</param>
/// <param name="CostNano">Billionths of a US dollar, of those whose cost is known.</param>
/// <param name="Milliseconds">All their times together, and the longest.</param>
internal readonly record struct CallSums(
    long Calls, long Errors, long Unpriced, long Images, long Tokens, long CostNano, (long All, long Most) Milliseconds)
{
    /// <summary>The columns, the same in SQLite and PostgreSQL: the latter's sums of whole numbers are of another type.</summary>
    public const string Columns =
        $"""
        COUNT(*),
        CAST(COALESCE(SUM(CASE WHEN {CallCondition.Succeeded} THEN 0 ELSE 1 END), 0) AS BIGINT),
        CAST(COALESCE(SUM(CASE WHEN cost_nano IS NULL AND {CallCondition.Succeeded} THEN 1 ELSE 0 END), 0) AS BIGINT),
        CAST(COALESCE(SUM(images), 0) AS BIGINT), CAST(COALESCE(SUM({CallCondition.Tokens}), 0) AS BIGINT), CAST(COALESCE(SUM(cost_nano), 0) AS BIGINT),
        CAST(COALESCE(SUM(total_ms), 0) AS BIGINT), CAST(COALESCE(MAX(total_ms), 0) AS BIGINT)
        """;

    /// <summary>The mean time; 0 without calls.</summary>
    public double MeanMilliseconds => Calls == 0 ? 0 : (double)Milliseconds.All / Calls;

    /// <summary>Reads them.</summary>
    /// <param name="reader">At a row.</param>
    /// <param name="first">The first of the columns.</param>
    public static CallSums Read(DbDataReader reader, int first) => new(
        reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3), reader.GetInt64(first + 4),
        reader.GetInt64(first + 5), (reader.GetInt64(first + 6), reader.GetInt64(first + 7)));
}
