namespace Iris.Gateway.Configuration;

/// <summary>
/// Of which kind the sections are that .NET itself reads: it passes over one of another kind without a word. What is in them is not checked.
/// </summary>
internal static class HostShapes
{
    private const string Object = "an object";
    private const string Text = "one text";

    private static readonly (string Name, string Kind, string Example)[] Sections =
    [
        ("Logging", Object, """{ "LogLevel": { "Default": "Information" } }"""),
        ("Kestrel", Object, """{ "Endpoints": { "http": { "Url": "http://localhost:8080" } } }"""),
        ("Urls", Text, "\"http://localhost:8080;http://localhost:8081\""),
        ("AllowedHosts", Text, "\"images.example.com;localhost\""),
        ("OpenTelemetry", Object, "{}"),
    ];

    /// <summary>The names of the sections.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Sections.Select(section => section.Name)];

    /// <summary>Checks the sections of a file. The environment is full of unrelated names.</summary>
    public static void Check(IConfiguration file, ConfigurationErrors errors)
    {
        foreach (var (name, kind, example) in Sections)
        {
            var section = file.GetSection(name);
            var children = section.GetChildren().ToArray();
            var isGiven = section.Value is not null || children.Length > 0;
            if (isGiven && (kind == Text ? children.Length > 0 : children.Length == 0 || Shape.IsArray(children)))
                errors.Add(section, $"must be {kind}; write for example {example}, or remove it");
        }
    }
}
