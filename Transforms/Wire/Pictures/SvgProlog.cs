namespace Iris.Transforms.Wire.Pictures;

/// <summary>Finds the root element after an optional byte order mark, XML declaration, comments and document type.</summary>
internal static class SvgProlog
{
    /// <summary>True when the root element is <c>svg</c>, false when it is another one, null when more bytes are needed.</summary>
    public static bool? Find(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (head.StartsWith(mark))
            head = head[3..];
        else if (mark.StartsWith(head))
            return null;

        while (true)
        {
            head = head.TrimStart(" \t\r\n"u8);
            int skipped;
            if (head.StartsWith("<?"u8))
                skipped = After(head, 2, "?>"u8);
            else if (head.StartsWith("<!--"u8))
                skipped = After(head, 4, "-->"u8);
            else if (head.StartsWith("<!D"u8))
                skipped = DocumentType(head);
            else
                return IsRoot(head);

            if (skipped < 0)
                return null;
            head = head[skipped..];
        }
    }

    private static bool? IsRoot(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("<svg"u8))
            return head.Length == 4 ? null : head[4] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'>' or (byte)'/' or (byte)':';
        return "<svg"u8.StartsWith(head) || "<!--"u8.StartsWith(head) ? null : false;
    }

    private static int DocumentType(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'>');
        int subset = head.IndexOf((byte)'[');
        if (subset < 0 || end < subset)
            return end < 0 ? -1 : end + 1;
        int close = After(head, subset, "]"u8);
        return close < 0 ? -1 : After(head, close, ">"u8);
    }

    private static int After(ReadOnlySpan<byte> head, int from, ReadOnlySpan<byte> end)
    {
        int at = head[from..].IndexOf(end);
        return at < 0 ? -1 : from + at + end.Length;
    }
}
