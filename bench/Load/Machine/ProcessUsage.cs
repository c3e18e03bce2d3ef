using System.Globalization;

namespace Iris.Bench.Load.Machine;

/// <summary>The resources that a process and its children have used, from <c>/proc</c>.</summary>
internal static class ProcessUsage
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double Tick = 0.01;

    /// <summary>The process and all its descendants.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(id) is { } stat)
                parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
        }
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(parents.Where(pair => pair.Value == tree[i]).Select(pair => pair.Key));
        return tree;
    }

    /// <summary>CPU seconds in user and kernel so far, to 10 ms.</summary>
    public static double CpuSeconds(IEnumerable<int> ids) => ids.Sum(id => Stat(id) is { } stat
        ? (long.Parse(stat[11], CultureInfo.InvariantCulture) + long.Parse(stat[12], CultureInfo.InvariantCulture)) * Tick
        : 0);

    /// <summary>Resident memory now, in MiB.</summary>
    public static double ResidentMiB(IEnumerable<int> ids) => ids.Sum(id => StatusMiB(id, "VmRSS:"));

    /// <summary>The most resident memory since <see cref="ForgetPeak"/>, in MiB.</summary>
    public static double PeakMiB(IEnumerable<int> ids) => ids.Sum(id => StatusMiB(id, "VmHWM:"));

    /// <summary>Resets the peak.</summary>
    public static void ForgetPeak(IEnumerable<int> ids)
    {
        foreach (var id in ids)
        {
            try
            {
                File.WriteAllText($"/proc/{id}/clear_refs", "5");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The process belongs to another user: its peak then counts from its start.
            }
        }
    }

    /// <summary>The core seconds that all processes have used, and those that the hypervisor has taken away.</summary>
    public static (double Busy, double Stolen) Machine()
    {
        var values = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return ((values[0] + values[1] + values[2] + values[5] + values[6]) * Tick, values[7] * Tick);
    }

    // The fields after the name, which is in parentheses and may contain anything. The state is the first.
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double StatusMiB(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(name.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
