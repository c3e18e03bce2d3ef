using System.Globalization;
using System.Runtime.InteropServices;

namespace Iris.Gateway.Hosting;

/// <summary>
/// The pages of the native program's own file. Half of those that are resident after the start were needed only by it, or lie beside such a page: the
/// kernel maps sixteen at a time. They are clean, so that the kernel can be told to let them go; what is needed later comes back from its cache.
/// </summary>
internal static class ImagePages
{
    // MADV_DONTNEED, madvise(2).
    private const int DontNeed = 4;

    /// <summary>Lets go of them. Nothing happens where there is no native program or no <c>/proc</c>.</summary>
    /// <returns>The bytes of the mappings that were let go, resident or not.</returns>
    public static long Release()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessPath is not { } image)
            return 0;
        var released = 0L;
        try
        {
            foreach (var (start, length) in Clean(File.ReadLines("/proc/self/smaps"), image))
            {
                if (Advise((nint)start, (nuint)length, DontNeed) == 0)
                    released += length;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // The pages stay, which costs memory and nothing else.
        }
        return released;
    }

    /// <summary>
    /// The mappings of a file that can be read back from it. A page that the loader has changed is the process's own and would be lost: such a mapping
    /// tells it under <c>Anonymous</c>.
    /// </summary>
    /// <param name="lines">The lines of <c>/proc/self/smaps</c>, proc(5).</param>
    /// <param name="image">The full path of the file.</param>
    public static List<(long Start, long Length)> Clean(IEnumerable<string> lines, string image)
    {
        var clean = new List<(long, long)>();
        (long Start, long Length)? mapping = null;
        foreach (var line in lines)
        {
            if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
                mapping = Read(line, image);
            else if (mapping is { } found && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
                clean.Add(found);
        }
        return clean;
    }

    // 55d0c8a00000-55d0c9e00000 r-xp 00046000 fe:00 1234    /path/of the file
    private static (long, long)? Read(string line, string image)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length < 6 || fields[5] != image || fields[1].Contains('w'))
            return null;
        var dash = fields[0].IndexOf('-');
        var start = long.Parse(fields[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var end = long.Parse(fields[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, end - start);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nuint length, int advice);
}
