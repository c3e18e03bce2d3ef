using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Log</c>.</summary>
internal static class LogReader
{
    private static readonly (string Word, PromptNote Note)[] Notes = [("none", PromptNote.None), ("hash", PromptNote.Hash), ("text", PromptNote.Text)];
    private static readonly LogOptions Defaults = new();

    public static LogOptions Read(SectionReader section) => new()
    {
        Enabled = section.Flag("Enabled", Defaults.Enabled),
        Prompts = ReadPrompts(section),
        Retention = section.Span("Retention", Defaults.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3653)),
        Bytes = section.Whole("Bytes", Defaults.Bytes, 1 << 20, 1L << 40),
        Client = section.Flag("Client", Defaults.Client),
    };

    private static PromptNote ReadPrompts(SectionReader section)
    {
        if (section.Text("Prompts") is not { } word)
            return Defaults.Prompts;
        var found = Array.Find(Notes, one => one.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
        return found.Word is null ? section.Refuse("Prompts", Choice.Refusal(word, [.. Notes.Select(one => one.Word)]), Defaults.Prompts) : found.Note;
    }
}
