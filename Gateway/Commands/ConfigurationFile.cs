using System.CommandLine;
using Iris.Gateway.Configuration;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Hosting;

namespace Iris.Gateway.Commands;

/// <summary>The configuration that a command looks at: found and read as a gateway finds and reads its own.</summary>
internal static class ConfigurationFile
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option { get; } = new("--config")
    {
        Description = "The configuration; else proxy.json in this directory, beside the program or above it",
        HelpName = "FILE",
    };

    /// <summary>The option for programs.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Writes JSON, for programs" };

    /// <summary>Finds the file.</summary>
    /// <param name="named">What the command line says; null for the usual places.</param>
    /// <param name="failure">What to tell where there is none.</param>
    public static ProxyConfigurationFile? Find(string? named, out string? failure)
    {
        var directory = CurrentDirectory();
        return ProxyConfigurationFile.Find(named is null ? [] : ["--config", named], directory, AppContext.BaseDirectory, directory, out failure);
    }

    /// <summary>Where the command stands; a command that is run inside a container may stand in a folder that is not there.</summary>
    public static string CurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            return AppContext.BaseDirectory;
        }
    }

    /// <summary>Reads the file with this process's environment, as a gateway would that starts here.</summary>
    /// <param name="file">The file.</param>
    public static async Task<(LoadedConfiguration? Loaded, string? Failure)> LoadAsync(ProxyConfigurationFile file)
    {
        if (file.Read(out var failure) is not { } content)
            return (null, $"{file.Path} cannot be read: {failure}");
        return (await GatewayApplication.CreateLoader().LoadAsync(content, file.Directory, Path.GetFileName(file.Path)), null);
    }

    /// <summary>
    /// The values of the file and of those that it includes, for a command that asks a running gateway: only what its address needs is read, as the file
    /// may be the one that is wrong.
    /// </summary>
    /// <param name="named">What the command line says; null for the usual places.</param>
    /// <returns>The values, with the folder that paths in them start from; or why there are none.</returns>
    public static (IReadOnlyDictionary<string, string?>? Values, string Folder, string? Failure) ReadValues(string? named)
    {
        if (Find(named, out var failure) is not { } file)
            return (null, CurrentDirectory(), failure);
        if (file.Read(out failure) is not { } content)
            return (null, file.Directory, $"{file.Path} cannot be read: {failure}");
        var errors = new ConfigurationErrors();
        var name = Path.GetFileName(file.Path);
        if (JsonOutline.Read(content, errors) is not { } outline)
            return (null, file.Directory, ConfigurationErrors.Format(name, errors.InOrder()));
        new IncludedFiles(outline, file.Directory, name, errors).Read(kept: null);
        return (outline.Values, file.Directory, null);
    }

    /// <summary>The addresses that a gateway would listen on with this file in this environment.</summary>
    public static string[] AddressesOf(LoadedConfiguration loaded) => AddressesOf(Environment(loaded.HostSettings));

    /// <summary>Values of a file, and what the environment sets in their place.</summary>
    public static IConfigurationRoot Environment(IReadOnlyDictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values)
        .AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables().Build();

    /// <summary>The addresses that this configuration names; at least one.</summary>
    public static string[] AddressesOf(IConfigurationRoot configuration)
    {
        return ListeningAddresses.Given(configuration) switch
        {
            null => [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "")],
            [] => [GatewayApplication.DefaultUrl],
            var given => given,
        };
    }
}
