using System.Text.Json;

namespace Iris.Sandbox;

/// <summary>
/// Reads a request's members one by one, keeping the first fault (OpenAI reports one, too). An absent member and null both mean the default.
/// </summary>
internal sealed class SandboxMembers(JsonElement root)
{
    /// <summary>The first fault; null if there is none so far.</summary>
    public SandboxError? Error { get; private set; }

    /// <summary>Keeps a fault unless there is an earlier one.</summary>
    public void Fail(SandboxError? error) => Error ??= error;

    /// <summary>A string, or null when absent.</summary>
    public string? Text(string name)
    {
        if (!Has(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return Decode(name, value);
        Fail(WrongType(name, "a string", value));
        return null;
    }

    /// <summary>One of a few strings; the first of <paramref name="allowed"/>'s spelling counts.</summary>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name);
        if (text is null || allowed.Contains(text))
            return text ?? fallback;
        Fail(SandboxError.Value(name, $"Invalid value: '{text}'. Supported values are: '{string.Join("', '", allowed!)}'."));
        return fallback;
    }

    /// <summary>A whole number within limits, both included.</summary>
    public long Whole(string name, long fallback, long low, long high)
    {
        if (!Has(name, out var value))
            return fallback;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            Fail(WrongType(name, "an integer", value));
        else if (number < low)
            Fail(SandboxError.Value(name, $"Invalid '{name}': integer below minimum value. Expected a value >= {low}, but got {number} instead.", "integer_below_min_value"));
        else if (number > high)
            Fail(SandboxError.Value(name, $"Invalid '{name}': integer above maximum value. Expected a value <= {high}, but got {number} instead.", "integer_above_max_value"));
        else
            return number;
        return fallback;
    }

    /// <summary>True, or false when absent.</summary>
    public bool Flag(string name)
    {
        if (!Has(name, out var value))
            return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.ValueKind == JsonValueKind.True;
        Fail(WrongType(name, "a boolean", value));
        return false;
    }

    private bool Has(string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private string? Decode(string name, JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8: valid to the parser, but no text.
            Fail(SandboxError.Value(name, $"Invalid '{name}': the string is not valid Unicode."));
            return null;
        }
    }

    private static SandboxError WrongType(string name, string expected, JsonElement value)
    {
        var got = value.ValueKind switch
        {
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a decimal or too large a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            JsonValueKind.Array => "an array",
            _ => "an object",
        };
        if (value.ValueKind == JsonValueKind.Number && expected != "an integer")
            got = "a number";
        return SandboxError.Value(name, $"Invalid type for '{name}': expected {expected}, but got {got} instead.", "invalid_type");
    }
}
