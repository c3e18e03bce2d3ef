using Iris.Transforms.Codecs;

namespace Iris.Gateway.Model.Access;

/// <summary>A key of the gateway's own, and what its bearer may do.</summary>
/// <param name="Name">The name in the file, which logs, metrics and messages show.</param>
internal sealed record ClientKey(string Name)
{
    /// <summary>The SHA-256 hashes of its values: several, so that a value can be replaced without a gap.</summary>
    public IReadOnlyList<byte[]> Hashes { get; init; } = [];
    /// <summary>The group whose limits count as well; null for none.</summary>
    public string? Group { get; init; }
    /// <summary>What it is for, for people; null where the file does not say.</summary>
    public string? Description { get; init; }
    /// <summary>The models that it may use.</summary>
    public ModelRules Models { get; init; } = ModelRules.All;
    /// <summary>The operations that it may ask for.</summary>
    public ImageOperations Operations { get; init; } = ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;
    /// <summary>The clusters that it may reach through routes that pass requests through; <c>*</c> is every one.</summary>
    public IReadOnlyList<string> Passthrough { get; init; } = [];
    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
    /// <summary>False where the file has switched it off.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>Whether calls without a known price may be made although there is a budget.</summary>
    public bool AllowsUnpriced { get; init; }
    /// <summary>Its own limits and those of its group.</summary>
    public IReadOnlyList<UsageCounter> Counters
    {
        get;
        init => (field, HasBudget) = (value, value.Any(counter => counter.Kind == UsageKind.Usd));
    } = [];

    /// <summary>Whether its own budget or its group's bounds what it may spend.</summary>
    public bool HasBudget { get; private init; }

    /// <summary>Whether it may reach a cluster through a route that passes requests through.</summary>
    public bool MayPass(string cluster) => Passthrough.Any(name => name == "*" || name.Equals(cluster, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Keys that share limits and a budget.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Counters">Its limits.</param>
internal sealed record KeyGroup(string Name, IReadOnlyList<UsageCounter> Counters);
