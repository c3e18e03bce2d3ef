using Iris.Gateway.Configuration;
using Iris.Transforms;

namespace Iris.Gateway.Checks;

/// <summary>Looks a configuration through: its errors, or what is legal and likely wrong.</summary>
internal static class ConfigurationCheck
{
    /// <summary>The findings. A file with errors has nothing else: what it means is not known.</summary>
    /// <param name="loaded">The configuration.</param>
    /// <param name="catalog">The providers, which know their secrets.</param>
    /// <param name="addresses">The addresses that a gateway would listen on.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<Finding> Find(
        LoadedConfiguration loaded, ProviderCatalog catalog, IReadOnlyList<string> addresses, DateTimeOffset now)
    {
        if (loaded.Snapshot is not { } snapshot)
            return [.. loaded.Errors.Select(error => new Finding(Severity.Error, error.Path, error.Message) { Place = new(error.File, error.Line) })];
        var findings = new Findings(loaded.Locate);
        AliasRules.Check(snapshot, now, findings);
        RouteRules.Check(snapshot, findings);
        SecretRules.Check(loaded.Values, catalog, findings);
        KeyRules.Check(snapshot, addresses, now, findings);
        ReadinessRules.Check(snapshot, findings);
        return findings.InOrder;
    }
}
