using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Codecs.Tasks;

/// <summary>The small values of one answer of a task API, by path: only those that a <see cref="TaskShape"/> names; any other path throws
/// <see cref="ArgumentException"/>.</summary>
/// <param name="shape">The shape of the provider's answers.</param>
public sealed class TaskFacts(TaskShape shape)
{
    /// <summary>The polls that may meet a server that does not know the order yet: all servers of a provider know it within seconds.</summary>
    private const int MaxUnknown = 3;

    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <summary>The order's status in the provider's term; null when the answer has none.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether the status is one of <see cref="TaskShape.Failed"/>.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Adds a value.</summary>
    /// <param name="path">The value's path.</param>
    /// <param name="json">The raw JSON; empty when it was too long to be kept.</param>
    public void Add(string path, ReadOnlySpan<byte> json) => _values[path] = json.ToArray();

    /// <summary>Sets <see cref="Status"/> and <see cref="HasFailed"/>; called once, after all values have been added.</summary>
    /// <param name="polls">How often the order has been polled, this answer included.</param>
    public void Judge(int polls = 0)
    {
        foreach (var path in shape.Status)
            Status ??= Text(path);
        HasFailed = shape.Failed.Contains(Status, StringComparer.OrdinalIgnoreCase)
            && !(polls <= MaxUnknown && shape.NotYetKnown.Contains(Status, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Writes the values, so that another process can read them.</summary>
    internal byte[] Write()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (path, value) in _values.Where(one => one.Value.Length > 0))
            {
                json.WritePropertyName(path);
                json.WriteRawValue(value, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Adds the values that <see cref="Write"/> has written; false where they are something else.</summary>
    internal bool TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if ((shape.ValueOf(member.Name) & TaskValue.Fact) != 0)
                    Add(member.Name, Encoding.UTF8.GetBytes(member.Value.GetRawText()));
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether the value is present and not null.</summary>
    public bool Has(string path) => _values.ContainsKey(Declared(path));

    /// <summary>The raw JSON of a value; empty when it is missing or was too long to be kept.</summary>
    public ReadOnlySpan<byte> Raw(string path) => _values.GetValueOrDefault(Declared(path));

    /// <summary>The text of a string, at most 4096 characters; null for an empty string or any other value.</summary>
    public string? Text(string path) => JsonTreeReader.TextOf(Raw(path));

    /// <summary>The words of a failure: a text, or the message and the code of an object or a list.</summary>
    public ErrorWords Words(string path) => ErrorWords.Read(Raw(path));

    /// <summary>A number; null for any other value.</summary>
    public double? Number(string path) =>
        double.TryParse(Raw(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An amount of money; null for any other value.</summary>
    internal decimal? Money(string path) =>
        decimal.TryParse(Raw(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    /// <summary>A whole number of at least 0; null for any other value.</summary>
    public long? Count(string path) =>
        long.TryParse(Raw(path), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>Passes a value to the sink as it is; nothing when it is missing or was too long to be kept.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="name">The member's name beside the pictures.</param>
    /// <param name="path">The value's path.</param>
    public void Tell(ImageSink sink, string name, string path)
    {
        if (Raw(path) is { IsEmpty: false } json)
            sink.Member(name, json);
    }

    // A path that no shape declares is never collected: the value would be missing in every answer.
    private string Declared(string path) => (shape.ValueOf(path) & TaskValue.Fact) != 0
        ? path
        : throw new ArgumentException($"'{path}' is no fact of this shape: add it to {nameof(TaskShape.Facts)}.", nameof(path));
}
