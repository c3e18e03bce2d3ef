using System.Globalization;
using System.Text;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// The token counts of a self-hosted server, under OpenAI's names. SGLang uses the names of its language models and mostly sends null. Without a
/// count there is no usage, because 0 would be a wrong statement.
/// </summary>
internal struct ServerUsage
{
    private long? _input;
    private long? _output;
    private long? _total;

    /// <summary>Whether a path of the answer holds a count.</summary>
    public static bool Knows(string path) =>
        path is "usage.prompt_tokens" or "usage.input_tokens" or "usage.completion_tokens" or "usage.output_tokens" or "usage.total_tokens";

    /// <summary>Takes a count; ignores a value that is not a whole number.</summary>
    public void Take(string path, ReadOnlySpan<byte> json)
    {
        if (!long.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return;
        if (path is "usage.prompt_tokens" or "usage.input_tokens")
            _input = count;
        else if (path == "usage.total_tokens")
            _total = count;
        else
            _output = count;
    }

    /// <summary>OpenAI's object; null when nothing was counted.</summary>
    public readonly byte[]? ToJson()
    {
        if (_input is null && _output is null && _total is null)
            return null;
        // A missing count follows from the others.
        var input = _input ?? Math.Max(0, (_total ?? 0) - (_output ?? 0));
        var output = _output ?? Math.Max(0, (_total ?? 0) - input);
        var total = _total ?? input + output;
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"input_tokens":{{input}},"output_tokens":{{output}},"total_tokens":{{total}}}"""));
    }
}
