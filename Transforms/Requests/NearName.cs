namespace Iris.Transforms.Requests;

/// <summary>Finds the intended name of a misspelt one.</summary>
internal static class NearName
{
    /// <summary>The nearest known name with at most <paramref name="distance"/> edits, ignoring case; null when there is none.</summary>
    public static string? Find(string name, IEnumerable<string> known, int distance)
    {
        string? nearest = null;
        foreach (var candidate in known)
        {
            // Each edit changes the length by one at most. Without this check a name of a megabyte would need a table of many.
            if (Math.Abs(name.Length - candidate.Length) > distance)
                continue;
            var edits = Edits(name, candidate);
            if (edits <= distance)
                (nearest, distance) = (candidate, edits - 1);
        }

        return nearest;
    }

    // Optimal string alignment: two swapped letters, the most frequent mistake, count as one edit.
    private static int Edits(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            table[0, j] = j;

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                var edits = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    edits = Math.Min(edits, table[i - 2, j - 2] + 1);
                table[i, j] = edits;
            }
        }

        return table[left.Length, right.Length];

        static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
    }
}
