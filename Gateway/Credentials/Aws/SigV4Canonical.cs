using System.Text;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// The canonical form of a request, which client and server sign ("Create a signed AWS API request", step 1, in the IAM User Guide). Path and query
/// are taken as they stand on the wire.
/// </summary>
internal static class SigV4Canonical
{
    /// <summary>The canonical request and the names of the headers in it.</summary>
    /// <param name="method">The method in upper case.</param>
    /// <param name="path">The path as in the request line.</param>
    /// <param name="query">The query as in the request line, without the question mark.</param>
    /// <param name="headers">The headers to sign; a name may stand several times.</param>
    /// <param name="payloadHash">The SHA-256 of the body in lower-case hex.</param>
    /// <param name="isPathCanonical">True for S3, which takes the path as it stands on the wire.</param>
    public static (string Request, string SignedHeaders) Create(
        string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash, bool isPathCanonical = false)
    {
        var lines = headers
            .GroupBy(h => h.Key.ToLowerInvariant(), h => CollapseSpaces(h.Value))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => (Name: h.Key, Value: string.Join(',', h)))
            .ToArray();
        var signed = string.Join(';', lines.Select(l => l.Name));
        var text = new StringBuilder()
            .Append(method).Append('\n')
            .Append(isPathCanonical ? path : Path(path)).Append('\n')
            .Append(Query(query)).Append('\n');
        foreach (var (name, value) in lines)
            text.Append(name).Append(':').Append(value).Append('\n');
        return (text.Append('\n').Append(signed).Append('\n').Append(payloadHash).ToString(), signed);
    }

    /// <summary>
    /// Resolves dot segments and empty segments, then encodes each segment. Text that is encoded on the wire is thereby encoded twice, as every
    /// service but S3 expects.
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

    /// <summary>Encodes each name and value once, and sorts by name, then by value.</summary>
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

    // Uri.UnescapeDataString and Uri.EscapeDataString are not used: the pair keeps escapes that are not valid UTF-8 and then encodes their percent
    // sign again.
    private static string Encode(string value, bool keepEscapes)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var octet = bytes[i];
            if (keepEscapes && octet == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1])
                && char.IsAsciiHexDigit((char)bytes[i + 2]))
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
