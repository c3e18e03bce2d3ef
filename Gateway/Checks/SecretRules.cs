using Iris.Gateway.Configuration;
using Iris.Transforms;

namespace Iris.Gateway.Checks;

/// <summary>Warns of secrets that stand in the file itself, from where they reach backups, tickets and version control.</summary>
internal static class SecretRules
{
    private const string Reference = "write \"env:NAME\" or \"file:PATH\"";

    /// <summary>Checks the file's own values.</summary>
    /// <param name="values">The values, by path with colons.</param>
    /// <param name="catalog">The providers, which know their secrets.</param>
    /// <param name="findings">Receives the warnings.</param>
    public static void Check(IReadOnlyDictionary<string, string?> values, ProviderCatalog catalog, Findings findings)
    {
        var settings = catalog.Providers.SelectMany(provider => provider.Settings).Where(setting => setting.IsSecret).Select(setting => setting.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in values)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            var parts = path.Split(':');
            var secrecy = parts is [_, _, _, var kind, _, _, var setting] && Is(kind, "Destinations") && settings.Contains(setting)
                ? Secrecy.Secret : ConfigurationSecrets.Of(path);
            if (secrecy != Secrecy.Password && SecretValues.IsReference(value))
                continue;
            if (Judge(secrecy, path, value) is var (what, fix))
                findings.Warn(path, $"{what} stands in plain text", fix);
        }
    }

    private static (string What, string Fix)? Judge(Secrecy secrecy, string path, string value) => secrecy switch
    {
        Secrecy.Secret => (path.Split(':').Last(part => !part.All(char.IsAsciiDigit)), $"{Reference}, and let a new one be made: this one has been read"),
        Secrecy.Key when !KeyHashes.IsHash(value) =>
            ("a key", $"write \"sha256:…\" (Gateway keys new NAME makes a key and its hash), {Reference["write ".Length..]}"),
        Secrecy.Connection when value.Contains("password", StringComparison.OrdinalIgnoreCase) => ("a password", Reference),
        Secrecy.Password => ("a password", $"set {path.Replace(":", "__", StringComparison.Ordinal)} in the environment, and remove it here"),
        _ => null,
    };

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
