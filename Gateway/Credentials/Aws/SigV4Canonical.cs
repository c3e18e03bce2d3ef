using System.Text;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// The one spelling of a request that both sides sign ("Create a signed AWS API request", step 1, in the IAM User Guide).
/// Path and query are taken as they stand on the wire.
/// </summary>
internal static class SigV4Canonical
{
    /// <summary>The canonical request and the names of the headers in it.</summary>
    /// <param name="method">In upper case.</param>
    /// <param name="path">As in the request line.</param>
    /// <param name="query">As in the request line, without the question mark.</param>
    /// <param name="headers">Those to sign; a name may come several times.</param>
    /// <param name="payloadHash">SHA-256 of the body in lower-case hex.</param>
    public static (string Request, string SignedHeaders) Create(
        string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash)
    {
        var lines = headers
            .GroupBy(h => h.Key.ToLowerInvariant(), h => CollapseSpaces(h.Value))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => (Name: h.Key, Value: string.Join(',', h)))
            .ToArray();
        var signed = string.Join(';', lines.Select(l => l.Name));
        var text = new StringBuilder()
            .Append(method).Append('\n')
            .Append(Path(path)).Append('\n')
            .Append(Query(query)).Append('\n');
        foreach (var (name, value) in lines)
            text.Append(name).Append(':').Append(value).Append('\n');
        return (text.Append('\n').Append(signed).Append('\n').Append(payloadHash).ToString(), signed);
    }

    /// <summary>
    /// Dot segments and empty segments resolved, then each segment encoded. What is encoded on the wire is thereby encoded
    /// twice, which every service but S3 expects.
    /// </summary>
    public static string Path(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "..")
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (segment is not ("" or "."))
                kept.Add(Encode(segment, keepEscapes: false));
        }
        var text = "/" + string.Join('/', kept);
        return kept.Count > 0 && path.EndsWith('/') ? text + "/" : text;
    }

    /// <summary>Each name and value encoded once, sorted by name, then by value.</summary>
    public static string Query(string query)
    {
        if (query.Length == 0)
            return "";
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Encode(pair[0], keepEscapes: true), Value: pair.Length > 1 ? Encode(pair[1], keepEscapes: true) : ""))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    // Not Uri.EscapeDataString after Uri.UnescapeDataString: the pair leaves escapes that are no UTF-8 alone and would encode their percent sign.
    private static string Encode(string value, bool keepEscapes)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var octet = bytes[i];
            if (keepEscapes && octet == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]))
            {
                octet = Convert.FromHexString([(char)bytes[i + 1], (char)bytes[i + 2]])[0];
                i += 2;
            }
            if (octet < 0x80 && (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~'))
                text.Append((char)octet);
            else
                text.Append('%').Append(octet.ToString("X2"));
        }
        return text.ToString();
    }

    private static string CollapseSpaces(string value) =>
        string.Join(' ', value.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
