namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>One vector of AWS's published suite, as its files tell it.</summary>
/// <param name="Name">The vector's directory.</param>
/// <param name="Method">Of the request line.</param>
/// <param name="Path">Of the request line, as it stands there.</param>
/// <param name="Query">Of the request line, without the question mark.</param>
/// <param name="Headers">In order, duplicates included.</param>
/// <param name="Body">After the blank line.</param>
/// <param name="Authorization">What must come out.</param>
internal sealed record SigV4Vector(
    string Name, string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, string Authorization)
{
    private static readonly string Root = System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "aws-sigv4");

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Root).Select(d => System.IO.Path.GetFileName(d)!).Where(name => File.Exists(FileOf(name, "req"))).Order();

    /// <summary>The canonical request; null where the suite's edition has none.</summary>
    public string? CanonicalRequest => Read(Name, "creq");
    /// <summary>The string to sign; null where the suite's edition has none.</summary>
    public string? StringToSign => Read(Name, "sts");

    public static SigV4Vector Load(string name)
    {
        var (head, body) = Split(Read(name, "req")!, "\n\n");
        var lines = head.Split('\n');
        var target = lines[0][(lines[0].IndexOf(' ') + 1)..lines[0].LastIndexOf(' ')];
        var (path, query) = Split(target, "?");
        var headers = lines.Skip(1).Select(line => Split(line, ":")).Select(h => KeyValuePair.Create(h.First, h.Second)).ToArray();
        return new SigV4Vector(name, lines[0].Split(' ')[0], path, query, headers, body, Read(name, "authz")!);
    }

    public static string? Read(string name, string kind, string? file = null) =>
        File.Exists(FileOf(name, kind, file)) ? File.ReadAllText(FileOf(name, kind, file)).TrimEnd('\n') : null;

    private static string FileOf(string name, string kind, string? file = null) => System.IO.Path.Combine(Root, name, $"{file ?? name}.{kind}");

    private static (string First, string Second) Split(string text, string separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + separator.Length)..]) : (text, "");
}
