using System.Text;

namespace Iris.Gateway.PassThrough;

/// <summary>Removes a client's credential from a query and keeps every other byte.</summary>
internal static class CredentialQuery
{
    /// <summary>The query without the parameters of these names; case is ignored, and percent-encoded names are found as well.</summary>
    public static QueryString Without(QueryString query, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || query.Value is not { Length: > 1 } text)
            return query;
        var kept = new StringBuilder(text.Length);
        var isWhole = true;
        foreach (var pair in text[1..].Split('&'))
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString((end < 0 ? pair : pair[..end]).Replace('+', ' '));
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                isWhole = false;
            else
                kept.Append(kept.Length == 0 ? '?' : '&').Append(pair);
        }
        return isWhole ? query : new QueryString(kept.Length == 0 ? null : kept.ToString());
    }
}
