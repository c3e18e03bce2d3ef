using System.Text.Json;

namespace Iris.Gateway.Configuration;

/// <summary>
/// The members <c>ReverseProxy</c> and <c>Images</c> of a section, whatever source they come from. All other members are ignored, because the
/// section may be the application's whole configuration.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="directory">The directory that relative <c>file:</c> paths start from.</param>
internal sealed class ProxyConfigurationSection(IConfiguration section, string directory) : IProxyConfigurationSource
{
    public string Path => section is IConfigurationSection { Path: var path } ? path : "the configuration";

    public string Directory => directory;

    public byte[]? Read(out string? failure)
    {
        failure = null;
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var name in ProxyShapes.Own)
            {
                if (section.GetSection(name) is var member && member.Exists())
                    Write(json, member);
            }
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    // A list is written as an object with its indices as names: configuration knows no difference.
    private static void Write(Utf8JsonWriter json, IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
        {
            json.WriteString(section.Key, section.Value);
            return;
        }
        json.WriteStartObject(section.Key);
        foreach (var child in children)
            Write(json, child);
        json.WriteEndObject();
    }
}
