using System.Globalization;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Machine;

namespace Iris.Bench.Load;

/// <summary>An invalid command line.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The options of the command line.</summary>
internal sealed class Options
{
    public IReadOnlyList<string>? Only { get; private set; }
    public IReadOnlyList<string>? Loads { get; private set; }
    public string? Gateway { get; private set; }
    public string? Start { get; private set; }
    public Style Style { get; private set; } = Style.Forwards;
    public int Reps { get; private set; } = 3;
    public double Seconds { get; private set; } = 8;
    /// <summary>Seconds of small answers before the first load, for contestants whose code is compiled while they run.</summary>
    public double Warmup { get; private set; } = 60;
    /// <summary>Seconds of warm-up before each further load.</summary>
    public double LoadWarmup { get; private set; } = 3;
    public string Out { get; private set; } = "results.jsonl";
    public bool? Publish { get; private set; }
    public IReadOnlyList<int> LawCalls { get; private set; } = [16, 64, 256, 1024];
    public IReadOnlyList<int> LawSizes { get; private set; } = [1, 8, 64];
    public int Calls { get; private set; } = 30_000;
    public int Top { get; private set; } = 40;
    public string Load { get; private set; } = "small";
    /// <summary>The arguments without dashes.</summary>
    public List<string> Rest { get; } = [];

    public static Options Parse(IEnumerable<string> args)
    {
        var options = new Options();
        using var words = args.GetEnumerator();
        while (words.MoveNext())
        {
            if (words.Current.StartsWith("--", StringComparison.Ordinal))
                options.Set(words.Current, () => words.MoveNext() ? words.Current : throw new UsageException("a value is missing at the end"));
            else
                options.Rest.Add(words.Current);
        }
        return options;
    }

    private void Set(string name, Func<string> value)
    {
        switch (name)
        {
            case "--only":
                Only = List(value());
                break;
            case "--loads":
                Loads = List(value());
                break;
            case "--gateway":
                Gateway = value();
                break;
            case "--start":
                Start = value();
                break;
            case "--style":
                Style = value() switch
                {
                    "forwards" => Style.Forwards,
                    "translates" => Style.Translates,
                    var other => throw new UsageException($"--style {other}: forwards or translates"),
                };
                break;
            case "--reps":
                Reps = Whole(name, value());
                break;
            case "--seconds":
                Seconds = Number(name, value());
                break;
            case "--warmup":
                Warmup = Number(name, value());
                break;
            case "--load-warmup":
                LoadWarmup = Number(name, value());
                break;
            case "--out":
                Out = value();
                break;
            case "--publish":
                Publish = true;
                break;
            case "--no-publish":
                Publish = false;
                break;
            case "--law-calls":
                LawCalls = [.. List(value()).Select(word => Whole(name, word))];
                break;
            case "--law-sizes":
                LawSizes = [.. List(value()).Select(word => Whole(name, word))];
                break;
            case "--calls":
                Calls = Whole(name, value());
                break;
            case "--top":
                Top = Whole(name, value());
                break;
            case "--load":
                Load = value();
                break;
            case "--unpinned":
                Cores.Pins = false;
                break;
            case "--gateway-core":
                Cores.Contestant = Whole(name, value());
                break;
            case "--load-core":
                Cores.Others = Whole(name, value());
                break;
            default:
                throw new UsageException($"no option {name}");
        }
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Whole(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new UsageException($"{name} {text}: a whole number is wanted");

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new UsageException($"{name} {text}: a number is wanted");
}
