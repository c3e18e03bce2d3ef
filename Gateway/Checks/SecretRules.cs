using Iris.Transforms;

namespace Iris.Gateway.Checks;

/// <summary>Warns of secrets that stand in the file itself, from where they reach backups, tickets and version control.</summary>
internal static class SecretRules
{
    private static readonly string[] References = ["env:", "file:", "sha256:"];

    /// <summary>Checks the file's own values.</summary>
    /// <param name="values">The values, by path with colons.</param>
    /// <param name="catalog">The providers, which know their secrets.</param>
    /// <param name="findings">Receives the warnings.</param>
    public static void Check(IReadOnlyDictionary<string, string?> values, ProviderCatalog catalog, Findings findings)
    {
        var secrets = catalog.Providers.SelectMany(provider => provider.Settings).Where(setting => setting.IsSecret).Select(setting => setting.Name)
            .Append("ApiKey").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in values)
        {
            if (string.IsNullOrEmpty(value) || References.Any(reference => value.StartsWith(reference, StringComparison.OrdinalIgnoreCase)))
                continue;
            var parts = path.Split(':');
            if (parts is [_, _, _, "Destinations", _, "Metadata", var name] && secrets.Contains(name))
                findings.Warn(path, $"{name} stands in plain text", "write \"env:NAME\" or \"file:PATH\", and let the provider make a new one: this one has been read");
            else if (IsKey(parts))
                findings.Warn(path, "a key stands in plain text", "write \"sha256:…\" (Gateway keys new NAME makes a key and its hash), \"env:NAME\" or \"file:PATH\"");
            else if (parts is ["Images", "State", "Postgres"] && value.Contains("password", StringComparison.OrdinalIgnoreCase))
                findings.Warn(path, "a password stands in plain text", "write \"env:NAME\" or \"file:PATH\"");
        }
    }

    private static bool IsKey(string[] parts) =>
        parts is ["Images", "Access", "Keys", _, "Value", ..] or ["Images", "Endpoints", "Admin", "Key"];
}
