using System.Text.Json;
using System.Text.Json.Nodes;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Adds up the <c>usage</c> objects of several calls that form one answer, member by member. Numbers are summed, objects are merged, and any other
/// value is the first call's.
/// </summary>
internal sealed class UsageSum
{
    private JsonObject? _sum;

    /// <summary>Adds one raw object; ignores anything else.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (JsonNode.Parse(ref reader) is not JsonObject usage)
            return;
        if (_sum is null)
            _sum = usage;
        else
            Merge(_sum, usage);
    }

    /// <summary>The sum; null when nothing was added.</summary>
    public byte[]? ToJson()
    {
        if (_sum is null)
            return null;
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
            _sum.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Merge(JsonObject sum, JsonObject usage)
    {
        foreach (var (name, value) in usage)
        {
            switch (sum[name], value)
            {
                case (JsonObject mine, JsonObject theirs):
                    Merge(mine, theirs);
                    break;
                case (JsonValue mine, JsonValue theirs) when mine.TryGetValue(out long a) && theirs.TryGetValue(out long b):
                    sum[name] = a + b;
                    break;
                case (JsonValue mine, JsonValue theirs) when mine.TryGetValue(out double a) && theirs.TryGetValue(out double b)
                    && double.IsFinite(a + b):
                    sum[name] = a + b;
                    break;
                case (null, { } only):
                    sum[name] = only.DeepClone();
                    break;
            }
        }
    }
}
