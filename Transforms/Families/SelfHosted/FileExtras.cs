using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// Leaves out the members outside the contract that name a file on the server (docs/providers/sgl.md, "Files on the server"): such a server reads and
/// writes its own disk with them. A destination whose <see cref="Setting"/> is <c>true</c> gets them unchanged.
/// </summary>
internal static class FileExtras
{
    private const string Reason = "it names a file on the server, and the destination's FileExtras does not allow that";

    private static readonly string[] FileWords = ["file", "files"];
    // They end a word as well as they are one: filepath, outputdir.
    private static readonly string[] FileEnds =
        ["path", "paths", "dir", "dirs", "directory", "directories", "folder", "folders", "filename", "filenames"];

    /// <summary>The destination's setting: <c>true</c> lets clients name files on the server.</summary>
    public static ProviderSetting Setting { get; } = new("FileExtras")
    {
        Check = static value => bool.TryParse(value, out _) ? null : "is neither true nor false",
    };

    /// <summary>The call without such members; each is reported. The same call when there are none.</summary>
    public static ProviderCall Filter(ProviderCall call)
    {
        var extras = call.Request.Extras;
        if (extras.Count == 0 || (call.Settings.TryGetValue(Setting.Name, out var setting) && bool.TryParse(setting, out var isAllowed) && isAllowed))
            return call;
        var dropped = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<RawMember>();
        foreach (var extra in extras)
        {
            if (Clean(extra, dropped) is { } clean)
                kept.Add(clean);
        }
        if (dropped.Count == 0)
            return call;
        foreach (var path in dropped)
            call.Report.Drop(path, null, Reason);
        return new ProviderCall
        {
            Request = call.Request with { Extras = kept },
            Model = call.Model,
            Address = call.Address,
            Settings = call.Settings,
            Capabilities = call.Capabilities,
            Report = call.Report,
        };
    }

    // The member without the parts that name a file; null when nothing is left of it.
    private static RawMember? Clean(RawMember extra, HashSet<string> dropped)
    {
        try
        {
            using var document = JsonDocument.Parse(extra.Json);
            var value = document.RootElement;
            if (IsFile(extra.Name, value))
            {
                dropped.Add(extra.Name);
                return null;
            }
            if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                return extra;
            var before = dropped.Count;
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
                Copy(value, extra.Name, writer, dropped);
            return dropped.Count == before ? extra : new RawMember(extra.Name, buffer.WrittenMemory);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What cannot be read here (a nesting beyond 64, a name that is not valid Unicode) may be read there.
            dropped.Add(extra.Name);
            return null;
        }
    }

    private static void Copy(JsonElement value, string path, Utf8JsonWriter writer, HashSet<string> dropped)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                var inner = $"{path}.{member.Name}";
                if (IsFile(member.Name, member.Value))
                {
                    dropped.Add(inner);
                    continue;
                }
                writer.WritePropertyName(member.Name);
                Copy(member.Value, inner, writer, dropped);
            }
            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                if (IsFileText(item))
                    dropped.Add(path + "[]");
                else
                    Copy(item, path + "[]", writer, dropped);
            }
            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static bool IsFile(string name, JsonElement value) => NamesFile(name) || IsFileText(value);

    // An address of a file, or an object as text, which such a server accepts as a field of a form.
    private static bool IsFileText(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return false;
        var text = value.GetString()!.Trim();
        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return true;
        if (text is not ['{' or '[', ..])
            return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            return HasFile(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text in brackets is a text; a broken object may be one to another reader.
            return text[0] == '{';
        }
    }

    private static bool HasFile(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(member => NamesFile(member.Name) || HasFile(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasFile),
        _ => IsFileText(value),
    };

    // Judges a name word by word: lora_path, loraPath and path2 name a file, profile does not.
    private static bool NamesFile(string name)
    {
        var start = 0;
        for (var at = 1; at <= name.Length; at++)
        {
            if (at < name.Length && char.IsLetter(name[at]) && !(char.IsUpper(name[at]) && char.IsLower(name[at - 1])))
                continue;
            var word = name[start..at].TrimStart('_', '-', '.', ' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (FileWords.Contains(word, StringComparer.OrdinalIgnoreCase)
                || Array.Exists(FileEnds, end => word.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
            start = at;
        }
        return false;
    }
}
