using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Endpoints.Admin</c>.</summary>
/// <param name="endpoints">The section around it.</param>
/// <param name="secrets">Resolves references.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class AdminReader(IConfigurationSection endpoints, SecretValues secrets, ConfigurationErrors errors)
{
    private readonly IConfigurationSection _section = endpoints.GetSection("Admin");

    /// <summary>Reads the section; null when it is absent, and when it has no key.</summary>
    /// <param name="access">Who may call: none of those keys opens the management.</param>
    /// <param name="metricsPort">The port of metrics; null for none.</param>
    public AdminOptions? Read(AccessOptions? access, int? metricsPort)
    {
        // An empty section is one as well: whoever writes it wants the API, and has forgotten its key.
        if (!endpoints.GetChildren().Any(child => child.Key.Equals(_section.Key, StringComparison.OrdinalIgnoreCase)))
            return null;
        var reader = new SectionReader(_section, errors);
        var port = reader.Text("Port") is null ? (int?)null : (int)reader.Whole("Port", 1, 1, 65535);
        if (port is not null && port == metricsPort)
            errors.Add(_section.GetSection("Port"), $"{port} is MetricsPort as well: each needs a port of its own");
        if (port is null && reader.Text("Host") is not null)
            errors.Add(_section.GetSection("Host"), "has no effect without Port");
        var host = EndpointsReader.ReadHost(reader, "Host", "Port");
        return ReadKey(access) is { } hash ? new AdminOptions(hash) { Port = port, Host = host } : null;
    }

    private byte[]? ReadKey(AccessOptions? access)
    {
        var key = _section.GetSection("Key");
        if (key.Value is not { } text)
        {
            errors.Add(_section, "Key is missing: write \"env:NAME\", \"file:PATH\" or \"sha256:…\"");
            return null;
        }
        var hash = KeyHashes.Read(key, text, secrets, errors);
        if (hash is not null
            && access?.Keys.Values.FirstOrDefault(client => client.Hashes.Any(known => known.AsSpan().SequenceEqual(hash))) is { } same)
            errors.Add(key, $"is the value of Images.Access.Keys.{same.Name} as well: whoever may draw must not manage; take another one");
        return hash;
    }
}
