using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>What answers that outlive their calls need: a place for their bytes, and one that knows of them.</summary>
internal static class StoredRuns
{
    /// <summary>Reports what a section needs and the file lacks.</summary>
    public static void Check(IConfigurationSection section, ImagesOptions options, ConfigurationErrors errors)
    {
        if (options.State is { Sqlite: null, Postgres: null })
            errors.Add(section, "needs Images.State, which knows of its answers: add \"State\": { \"Sqlite\": \"state/iris.db\" }, or a PostgreSQL for several instances");
        if (options.Store is null)
            errors.Add(section, "needs Images.Store, which keeps its answers: add \"Store\": { \"Directory\": \"images\" }, or a bucket for several instances");
    }
}
