using System.Globalization;

namespace Iris.Bench.Load.Mock;

/// <summary>
/// The options in a model's name: <c>picture~b8388608~d100~g20~c</c> is a picture of 8 MiB (base64 characters in JSON, bytes when the answer is the
/// picture itself), with 100 ms of silence before it, 20 ms between events, and chunked framing.
/// </summary>
/// <param name="Size">Base64 characters, or bytes; for a stream, of all events together.</param>
/// <param name="Delay">Milliseconds before the first byte.</param>
/// <param name="Gap">Milliseconds between two events.</param>
/// <param name="Chunked">Whether the body has no Content-Length.</param>
internal readonly record struct MockModel(int Size, int Delay, int Gap, bool Chunked)
{
    /// <summary>Reads the options of a name; without any the size is 1,500 characters.</summary>
    public static MockModel Of(ReadOnlySpan<char> name)
    {
        var model = new MockModel(1500, 0, 0, false);
        foreach (var range in name.Split('~'))
        {
            var option = name[range];
            if (range.Start.Value == 0 || option.IsEmpty)
                continue;
            _ = int.TryParse(option[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var value);
            model = option[0] switch
            {
                'b' => model with { Size = value },
                'd' => model with { Delay = value },
                'g' => model with { Gap = value },
                'c' => model with { Chunked = true },
                _ => model,
            };
        }
        return model;
    }
}

/// <summary>The forms that the mock answers in.</summary>
internal enum MockForm
{
    OpenAIJson,
    OpenAIEvents,
    GeminiJson,
    GeminiEvents,
    Bytes,
}
