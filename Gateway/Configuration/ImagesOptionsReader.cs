using System.Buffers;
using System.Collections.Frozen;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Configuration;

/// <summary>The values that one cluster can override.</summary>
/// <param name="Deadlines">The deadlines.</param>
/// <param name="Resilience">Retries, breaker and limits of load.</param>
/// <param name="RequestBytes">The most that a request may hold beside picture data, in bytes.</param>
/// <param name="HeldBytes">The longest body that is held to be signed, in bytes.</param>
internal sealed record ClusterLimits(DeadlineOptions Deadlines, ResilienceOptions Resilience, long RequestBytes, long HeldBytes);

/// <summary>Reads the section <c>Images</c>. Reads every value and reports all errors instead of stopping at the first one.</summary>
internal sealed class ImagesOptionsReader(IConfigurationSection images, IReadOnlyCollection<string> imageClusters, ConfigurationErrors errors)
{
    // The shortest interval: tests and some users go below a second, but an interval of zero would be a busy loop.
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Characters that would turn a prefix into a pattern or a query.
    private static readonly SearchValues<char> NotInPrefix = SearchValues.Create("{}?#* ");

    private readonly ImagesOptions defaults = new();

    /// <param name="limits">The effective values of every image cluster, by id.</param>
    public ImagesOptions Read(out Dictionary<string, ClusterLimits> limits)
    {
        var reader = new SectionReader(images, errors);
        var common = ReadLimits(reader, new(defaults.Deadlines, defaults.Resilience, defaults.RequestBytes, ImagesOptions.PictureBytes));

        limits = new(StringComparer.OrdinalIgnoreCase);
        foreach (var id in imageClusters)
        {
            var own = ReadLimits(reader.Section("Clusters").Section(id), common);
            limits[id] = own with { Deadlines = own.Deadlines.Capped() };
        }

        foreach (var stranger in images.GetSection("Clusters").GetChildren().Where(c => !imageClusters.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add(stranger, $"\"{stranger.Key}\" is no image cluster{NearMiss.Hint(stranger.Key, imageClusters)}");

        var editBytes = reader.Section("Limits").Whole("EditBytes", defaults.EditBytes, 1, 1L << 40);
        var drain = reader.Section("Drain");
        var endpoints = reader.Section("Endpoints");
        return new ImagesOptions
        {
            Models = ReadModels(),
            Deadlines = common.Deadlines.Capped(),
            Resilience = common.Resilience,
            RequestBytes = common.RequestBytes,
            BodyBytes = ReadBodyBytes(reader.Section("Limits"), limits.Values.Select(one => one.RequestBytes).Append(common.RequestBytes).Max()),
            EditBytes = editBytes,
            SpoolBytes = ReadSpoolBytes(reader.Section("Limits"), editBytes),
            SpoolFolder = ReadSpoolFolder(reader.Section("Spool")),
            Fallbacks = (int)reader.Section("Limits").Whole("Fallbacks", defaults.Fallbacks, 0, 16),
            Orders = (int)reader.Section("Limits").Whole("Orders", defaults.Orders, 1, 1000),
            Heartbeat = reader.Span("Heartbeat", defaults.Heartbeat, Instant, TimeSpan.FromHours(1)),
            Strict = reader.Flag("Strict", defaults.Strict),
            Url = ReadUrl(reader),
            VariesByEdits = ReadVariations(reader),
            Downloads = DownloadsReader.Read(images.GetSection("Downloads"), errors),
            Drain = new DrainOptions
            {
                Delay = drain.Span("Delay", defaults.Drain.Delay, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
                Timeout = drain.Span("Timeout", defaults.Drain.Timeout, TimeSpan.Zero, TimeSpan.FromHours(1)),
            },
            EndpointsPrefix = ReadPrefix(endpoints),
            MetricsPort = endpoints.Text("MetricsPort") is null ? null : (int)endpoints.Whole("MetricsPort", 1, 1, 65535),
            Endpoints = EndpointsReader.Read(endpoints),
            Log = LogReader.Read(reader.Section("Log")),
        };
    }

    private static ClusterLimits ReadLimits(SectionReader reader, ClusterLimits fallback)
    {
        var deadlines = reader.Section("Deadlines");
        var resilience = reader.Section("Resilience");
        var given = fallback.Deadlines;
        return new(
            new DeadlineOptions
            {
                Connect = deadlines.Span("Connect", given.Connect, Instant, Day),
                FirstByte = deadlines.Span("FirstByte", given.FirstByte, Instant, Day),
                Silence = deadlines.Span("Silence", given.Silence, Instant, Day),
                ClientSilence = deadlines.Span("ClientSilence", given.ClientSilence, Instant, Day),
                Upload = deadlines.Span("Upload", given.Upload, Instant, Day),
                Total = deadlines.Span("Total", given.Total, Instant, Day),
            },
            new ResilienceOptions
            {
                Retry = ReadRetry(resilience.Section("Retry"), fallback.Resilience.Retry),
                Breaker = ReadBreaker(resilience.Section("Breaker"), fallback.Resilience.Breaker),
                Concurrency = (int)resilience.Whole("Concurrency", fallback.Resilience.Concurrency, 1, 100_000),
                Queue = (int)resilience.Whole("Queue", fallback.Resilience.Queue, 0, 1_000_000),
            },
            reader.Section("Limits").Whole("RequestBytes", fallback.RequestBytes, 1, 1 << 30),
            reader.Section("Limits").Whole("RequestBytes", fallback.HeldBytes, 1, 1 << 30));
    }

    // Where nothing is set, there is room for the longest body: a file that allows long ones stays valid.
    private long ReadBodyBytes(SectionReader limits, long longest)
    {
        var bytes = limits.Whole("BodyBytes", Math.Max(defaults.BodyBytes, longest), 1, 1L << 40);
        return bytes >= longest
            ? bytes
            : limits.Refuse("BodyBytes", $"{bytes} bytes for all bodies are less than RequestBytes allows for one ({longest})", longest);
    }

    // Where nothing is set, there is room for the largest request: a file that allows large ones stays valid.
    private long ReadSpoolBytes(SectionReader limits, long largest)
    {
        var bytes = limits.Whole("SpoolBytes", Math.Max(defaults.SpoolBytes, largest), 1, 1L << 50);
        return bytes >= largest
            ? bytes
            : limits.Refuse("SpoolBytes", $"{bytes} bytes for the pictures of all requests are less than EditBytes allows for one ({largest})", largest);
    }

    private static string? ReadSpoolFolder(SectionReader spool)
    {
        if (spool.Text("Folder") is not { Length: > 0 } folder)
            return null;
        return Directory.Exists(folder)
            ? folder
            : spool.Refuse<string?>("Folder", $"\"{folder}\" is no folder: create it, or leave the setting out for the system's own", null);
    }

    private static RetryOptions ReadRetry(SectionReader reader, RetryOptions fallback)
    {
        var delay = reader.Span("Delay", fallback.Delay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var longest = reader.Span("MaxDelay", fallback.MaxDelay, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        // When neither is set here, both are inherited, and the error is reported where they are set.
        var culprit = reader.Text("MaxDelay") is not null ? "MaxDelay" : reader.Text("Delay") is not null ? "Delay" : null;
        if (longest < delay && culprit is not null)
            reader.Refuse(culprit, $"the longest wait ({TimeSpans.Text(longest)}) is shorter than the first ({TimeSpans.Text(delay)})", 0);
        return new RetryOptions { MaxRetries = (int)reader.Whole("MaxRetries", fallback.MaxRetries, 0, 10), Delay = delay, MaxDelay = longest };
    }

    private static BreakerOptions ReadBreaker(SectionReader reader, BreakerOptions fallback)
    {
        var least = TimeSpan.FromMilliseconds(500);
        return new BreakerOptions
        {
            Enabled = reader.Flag("Enabled", fallback.Enabled),
            FailureRatio = reader.Ratio("FailureRatio", fallback.FailureRatio),
            MinimumThroughput = (int)reader.Whole("MinimumThroughput", fallback.MinimumThroughput, 2, 1_000_000),
            SamplingDuration = reader.Span("SamplingDuration", fallback.SamplingDuration, least, Day),
            BreakDuration = reader.Span("BreakDuration", fallback.BreakDuration, least, Day),
        };
    }

    private static UrlDelivery ReadUrl(SectionReader reader) => reader.Text("Url") is not { } word ? UrlDelivery.Base64
        : UrlWords.Find(word) ?? reader.Refuse("Url", UrlWords.Refusal(word), UrlDelivery.Base64);

    private static bool ReadVariations(SectionReader reader) => reader.Text("Variations") switch
    {
        null => false,
        var word when word.Equals("refuse", StringComparison.OrdinalIgnoreCase) => false,
        var word when word.Equals("edit", StringComparison.OrdinalIgnoreCase) => true,
        var word => reader.Refuse("Variations", $"\"{word}\" is neither \"refuse\" nor \"edit\"", false),
    };

    private static string ReadPrefix(SectionReader endpoints)
    {
        var prefix = endpoints.Text("Prefix") ?? "";
        return prefix.Length == 0 || (prefix[0] == '/' && prefix[^1] != '/' && !prefix.AsSpan().ContainsAny(NotInPrefix))
            ? prefix
            : endpoints.Refuse("Prefix", $"\"{prefix}\" is no prefix: write a path such as \"/iris\", or \"\" for none", "");
    }

    private FrozenDictionary<string, ModelAlias> ReadModels()
    {
        var section = images.GetSection("Models");
        var aliases = section.GetChildren().ToArray();
        var names = aliases.Select(a => a.Key).ToArray();
        var models = new Dictionary<string, ModelAlias>(StringComparer.OrdinalIgnoreCase);
        foreach (var alias in aliases)
        {
            if (string.IsNullOrWhiteSpace(alias.Key))
                errors.Add(alias, "an alias needs a name");

            if (string.IsNullOrEmpty(alias["Target"]))
            {
                // The shape has already reported an alias that is not an object.
                if (alias.Value is null)
                    errors.Add(alias, "Target is missing: name the model it stands for, as cluster/model");
                continue;
            }

            CheckModel(alias.GetSection("Target"), names);
            var fallbacks = alias.GetSection("Fallbacks").GetChildren().ToArray();
            foreach (var fallback in fallbacks)
                CheckModel(fallback, names);
            models[alias.Key] = new ModelAlias(alias["Target"]!, [.. fallbacks.Select(f => f.Value ?? "")]);
        }

        return models.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private void CheckModel(IConfigurationSection section, string[] aliases)
    {
        if (section.GetChildren().Any())
            return;

        var model = section.Value ?? "";
        var slash = model.IndexOf('/');
        if (slash <= 0 || slash == model.Length - 1)
        {
            var reason = aliases.Contains(model, StringComparer.OrdinalIgnoreCase) ? "is an alias itself; name the model" : "names no model; write it";
            errors.Add(section, $"\"{model}\" {reason} as cluster/model");
        }
        else if (!imageClusters.Contains(model[..slash], StringComparer.OrdinalIgnoreCase))
        {
            errors.Add(section, aliases.Contains(model, StringComparer.OrdinalIgnoreCase)
                ? $"\"{model}\" is an alias itself; name the model as cluster/model"
                : $"\"{model[..slash]}\" is no image cluster{NearMiss.Hint(model[..slash], imageClusters)}");
        }
    }
}
