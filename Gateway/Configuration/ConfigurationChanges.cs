using System.Globalization;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>
/// What an edit has changed: <c>+ cluster other</c>, <c>~ alias house: a → b</c>, <c>- route x</c>. It compares the file's values and so
/// sees every member, known or not. Values are shown only where none can be a secret (<see cref="ConfigurationSecrets"/>); of all others it tells the name.
/// </summary>
internal static class ConfigurationChanges
{
    /// <summary>The most changes of a kind that a line tells one by one.</summary>
    public const int Most = 12;

    // Whose values are short, and say more than that they have changed.
    private static readonly string[] ToldSections = ["Clusters", "Deadlines", "Drain", "Heartbeat", "Limits", "Models", "Resilience", "Strict", "Url", "Variations"];

    // What stands in them is told by its own name.
    private static readonly string[] NamedSections = ["ReverseProxy", "ReverseProxy:Routes", "ReverseProxy:Clusters", "Images", "Images:Models"];

    private static readonly string[] ToldMembers = ["ClusterId", "Order", "Timeout", "MaxRequestBodySize", "Metadata:Weight"];

    /// <summary>The changes in three lines at most: what is new, what has changed, what is gone.</summary>
    /// <param name="changes">The changes, each with its sign.</param>
    public static string InLines(IReadOnlyList<string> changes)
    {
        if (changes.Count == 0)
            return "; the file says the same as before";
        var text = new StringBuilder();
        foreach (var sign in "+~-")
        {
            var same = changes.Where(change => change[0] == sign).Select(change => change[2..]).ToArray();
            if (same.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"\n  {sign} {string.Join("; ", same.Take(Most))}{(same.Length > Most ? $"; and {same.Length - Most} more" : "")}");
        }
        return text.ToString();
    }

    /// <summary>The changes one by one, each with its sign: <c>+ cluster other</c>.</summary>
    /// <param name="before">The values of the file before, by path with colons.</param>
    /// <param name="after">The values of the new file.</param>
    public static IReadOnlyList<string> List(IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after)
    {
        var (earlier, later) = (Group(before), Group(after));
        var added = later.Keys.Where(subject => !earlier.ContainsKey(subject)).Select(subject => $"+ {subject}");
        var removed = earlier.Keys.Where(subject => !later.ContainsKey(subject)).Select(subject => $"- {subject}");
        var changed = later.Where(subject => earlier.ContainsKey(subject.Key))
            .Select(subject => (subject.Key, Members: Compare(subject.Key, earlier[subject.Key], subject.Value)))
            .Where(subject => subject.Members.Length > 0).Select(subject => $"~ {subject.Key}: {subject.Members}");
        return [.. added, .. changed, .. removed];
    }

    // Subject ("cluster openai") to the members below it, by the rest of their paths.
    private static Dictionary<string, Dictionary<string, Place>> Group(IReadOnlyDictionary<string, string?> values)
    {
        var subjects = new Dictionary<string, Dictionary<string, Place>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in values)
        {
            // An empty section says nothing of what is named in it.
            if (string.IsNullOrEmpty(value) && NamedSections.Contains(path, StringComparer.OrdinalIgnoreCase))
                continue;
            var (subject, member) = Split(path);
            if (!subjects.TryGetValue(subject, out var members))
                subjects[subject] = members = new(StringComparer.OrdinalIgnoreCase);
            members[member] = new(path, value);
        }
        return subjects;
    }

    private static (string Subject, string Member) Split(string path)
    {
        var parts = path.Split(':', 4);
        return parts switch
        {
            [var root, var kind, var id, ..] when Is(root, "ReverseProxy") && Is(kind, "Routes") => ($"route {id}", Rest(3)),
            [var root, var kind, var id, ..] when Is(root, "ReverseProxy") && Is(kind, "Clusters") => ($"cluster {id}", Rest(3)),
            [var root, var kind, var id, ..] when Is(root, "Images") && Is(kind, "Models") => ($"alias {id}", Rest(3)),
            [var root, var member, ..] when Is(root, "Images") => ($"Images.{member}", string.Join(':', parts.Skip(2))),
            _ => (parts[0], string.Join(':', parts.Skip(1))),
        };

        string Rest(int from) => parts.Length > from ? parts[from] : "";
    }

    private static string Compare(string subject, Dictionary<string, Place> before, Dictionary<string, Place> after)
    {
        var told = new List<string>();
        foreach (var member in after.Keys.Concat(before.Keys.Where(member => !after.ContainsKey(member))))
        {
            var (was, isThere) = (before.TryGetValue(member, out var old), after.TryGetValue(member, out var value));
            if (was && isThere ? old.Value == value.Value : IsEmptied(member, old, after) || IsEmptied(member, value, before))
                continue;
            var text = DestinationOf(member) is not { } destination ? Tell(subject, member, old, value)
                : !before.Keys.Any(key => DestinationOf(key) == destination) ? $"+ destination {destination}"
                : !after.Keys.Any(key => DestinationOf(key) == destination) ? $"- destination {destination}"
                : $"destination {destination} {Tell(subject, member[("Destinations:".Length + destination.Length + 1)..], old, value)}";
            if (!told.Contains(text))
                told.Add(text);
        }
        return string.Join(", ", told);
    }

    // Whether an object or array that is empty on one side has members on the other, which are told themselves.
    private static bool IsEmptied(string member, Place place, Dictionary<string, Place> other) =>
        place.Path is not null && string.IsNullOrEmpty(place.Value)
        && other.Keys.Any(key => key.Length > member.Length && (member.Length == 0 || key.StartsWith(member + ":", StringComparison.OrdinalIgnoreCase)));

    private static string? DestinationOf(string member) =>
        member.Split(':', 3) is [var kind, var id, _] && Is(kind, "Destinations") ? id : null;

    private static string Tell(string subject, string member, Place before, Place after)
    {
        // "Match:Methods:0" is a change of Match.Methods.
        var name = string.Join('.', member.Split(':').TakeWhile(part => !part.All(char.IsAsciiDigit)));
        if (!IsTold(subject, member) || !before.MayShow || !after.MayShow)
            return name;
        var values = $"{before.Value ?? "unset"} → {after.Value ?? "unset"}";
        return name.Length == 0 || (Is(name, "Target") && subject.StartsWith("alias ", StringComparison.Ordinal)) ? values : $"{name} {values}";
    }

    private static bool IsTold(string subject, string member) =>
        subject.StartsWith("alias ", StringComparison.Ordinal)
        || (subject.StartsWith("Images.", StringComparison.Ordinal) && ToldSections.Contains(subject["Images.".Length..], StringComparer.OrdinalIgnoreCase))
        || ToldMembers.Contains(member, StringComparer.OrdinalIgnoreCase);

    private readonly record struct Place(string Path, string? Value)
    {
        public bool MayShow => Path is null || ConfigurationSecrets.MayShow(Path, Value);
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
