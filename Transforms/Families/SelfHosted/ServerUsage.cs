using System.Globalization;
using System.Text;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// The token counts of a self-hosted server, under OpenAI's names. SGLang uses the names of its language models and mostly says null: where
/// there is no count there is no usage either, as 0 would be another statement.
/// </summary>
internal struct ServerUsage
{
    private long? _input;
    private long? _output;
    private long? _total;

    /// <summary>Whether a path of the answer is a count.</summary>
    public static bool Knows(string path) =>
        path is "usage.prompt_tokens" or "usage.input_tokens" or "usage.completion_tokens" or "usage.output_tokens" or "usage.total_tokens";

    /// <summary>Takes a count; what is no whole number is none.</summary>
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
        // What one count leaves open the others tell.
        var input = _input ?? Math.Max(0, (_total ?? 0) - (_output ?? 0));
        var output = _output ?? Math.Max(0, (_total ?? 0) - input);
        var total = _total ?? input + output;
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"input_tokens":{{input}},"output_tokens":{{output}},"total_tokens":{{total}}}"""));
    }
}
