using System.Globalization;
using System.Text;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Checks the values that an answer passes on beside its pictures. A client must be able to read every one: a broken text or an unusual number would
/// cost it a picture that is paid for.
/// </summary>
/// <param name="context">Receives the warning about broken text.</param>
internal readonly struct AnswerValues(AnswerContext context)
{
    /// <summary>The value of a member as it may go out.</summary>
    /// <param name="name">Unescaped name.</param>
    /// <param name="json">Raw value.</param>
    /// <param name="isEvent">Whether the member stands in an event, where <c>created_at</c> is the time of creation.</param>
    /// <returns>The raw value; empty to leave the member out.</returns>
    public ReadOnlySpan<byte> Check(string name, ReadOnlySpan<byte> json, bool isEvent)
    {
        if (name.Contains('\uFFFD'))
            Warn();
        var value = CheckText(json);
        if (name == "usage")
            return UsageObject.Convert(value);
        return name == "created" || (name == "created_at" && isEvent) ? TimeOf(value) : value;
    }

    /// <summary>Raw JSON, or the content of a string, with U+FFFD for what is no Unicode.</summary>
    public ReadOnlySpan<byte> CheckText(ReadOnlySpan<byte> raw)
    {
        if (UnicodeText.IsValid(raw))
            return raw;
        Warn();
        return UnicodeText.Repair(raw);
    }

    // Without a time that can be read the form writes the gateway's own.
    private static ReadOnlySpan<byte> TimeOf(ReadOnlySpan<byte> json)
    {
        if (CreationTime.IsSeconds(json))
            return json;
        return CreationTime.Read(json) is { } seconds ? Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture)) : [];
    }

    private void Warn() => context.Warn(new ImageWarning(
        "invalid_text", "A text of the provider's answer is not valid Unicode: U+FFFD stands in place of what cannot be read."));
}
