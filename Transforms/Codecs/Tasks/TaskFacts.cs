using System.Globalization;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Codecs.Tasks;

/// <summary>The small values of one answer of a task API, by path; only those that a <see cref="TaskShape"/> names.</summary>
public sealed class TaskFacts
{
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <summary>How far the order is, in the provider's word; null when the answer does not tell.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether the status is one of <see cref="TaskShape.Failed"/>.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Takes a value.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="json">Raw JSON; empty when it was too long to be kept.</param>
    public void Add(string path, ReadOnlySpan<byte> json) => _values[path] = json.ToArray();

    /// <summary>Sets <see cref="Status"/> and <see cref="HasFailed"/>; called once, when all values are there.</summary>
    public void Judge(TaskShape shape)
    {
        foreach (var path in shape.Status)
            Status ??= Text(path);
        HasFailed = shape.Failed.Contains(Status, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the value is there and not null.</summary>
    public bool Has(string path) => _values.ContainsKey(path);

    /// <summary>The raw JSON of a value; empty when it is missing or was too long to be kept.</summary>
    public ReadOnlySpan<byte> Raw(string path) => _values.GetValueOrDefault(path);

    /// <summary>The text of a string, at most 4096 characters; null for anything else and for an empty one.</summary>
    public string? Text(string path) => JsonTreeReader.TextOf(Raw(path));

    /// <summary>A whole number that is not negative; null for anything else.</summary>
    public long? Count(string path) =>
        long.TryParse(Raw(path), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
