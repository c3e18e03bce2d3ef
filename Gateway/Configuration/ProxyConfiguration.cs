using Iris.Gateway.Model;
using Microsoft.Extensions.Configuration.Memory;

namespace Iris.Gateway.Configuration;

/// <summary>The configuration at the start of the gateway. The host is built from it, and the reloader compares its source with it.</summary>
internal sealed record ProxyConfiguration(
    IProxyConfigurationSource File, byte[] Content, ProxyConfigurationLoader Loader, LoadedConfiguration Loaded)
{
    /// <summary>The first snapshot.</summary>
    public ProxySnapshot Snapshot => Loaded.Snapshot!;

    /// <summary>Finds, reads and checks the file.</summary>
    /// <returns>The configuration or, when the gateway cannot start, the text for standard error; the exit code is then 1.</returns>
    public static async Task<(ProxyConfiguration? Configuration, string? Failure)> StartAsync(
        string[] args, string contentRoot, ProxyConfigurationLoader loader)
    {
        if (ProxyConfigurationFile.Find(
            args, Directory.GetCurrentDirectory(), AppContext.BaseDirectory, contentRoot, out var failure) is not { } file)
            return (null, failure);
        return await LoadAsync(file, loader);
    }

    /// <summary>Reads and checks a source.</summary>
    /// <returns>The configuration or, when there is none, the text of the errors.</returns>
    public static async Task<(ProxyConfiguration? Configuration, string? Failure)> LoadAsync(
        IProxyConfigurationSource source, ProxyConfigurationLoader loader)
    {
        if (source.Read(out var failure) is not { } content)
            return (null, $"{source.Path} cannot be read: {failure}");

        var loaded = await loader.LoadAsync(content, source.Directory, Path.GetFileName(source.Path));
        return loaded.Snapshot is null
            ? (null, ConfigurationErrors.Format(Path.GetFileName(source.Path), loaded.Errors))
            // The places of values served the errors; a gateway that runs has no use for them.
            : (new(source, content, loader, loaded with { Locate = static _ => default }), null);
    }

    /// <summary>
    /// Adds the file's sections for .NET itself to the host's configuration. They rank lowest, so that appsettings, environment and command line
    /// override them.
    /// </summary>
    public void AddTo(ConfigurationManager configuration) =>
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Loaded.HostSettings });
}
