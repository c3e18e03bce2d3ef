namespace Iris.Gateway.Configuration;

/// <summary>The location of proxy.json.</summary>
/// <param name="Path">The full path, with links unresolved. Every read follows them, so that a swapped link counts as a changed file.</param>
internal sealed record ProxyConfigurationFile(string Path) : IProxyConfigurationSource
{
    public const string DefaultName = "proxy.json";

    /// <inheritdoc/>
    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>
    /// <c>--config PATH</c>; else proxy.json in the current directory, beside the executable, or in a parent of the content root. The last place
    /// serves <c>dotnet run --project Gateway</c>, which first changes to the project's directory.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="currentDirectory">The directory that relative paths start from.</param>
    /// <param name="executableDirectory">The directory of a published gateway's files.</param>
    /// <param name="contentRoot">The host's content root.</param>
    /// <param name="failure">The message for the user when there is no file.</param>
    public static ProxyConfigurationFile? Find(
        string[] args, string currentDirectory, string executableDirectory, string contentRoot, out string? failure)
    {
        failure = null;
        // Reads only the command line: in the merged configuration an unrelated environment variable CONFIG would count.
        if (new ConfigurationBuilder().AddCommandLine(args).Build()["config"] is { } named)
        {
            if (named.Length > 0 && File.Exists(System.IO.Path.GetFullPath(named, currentDirectory)))
                return new(System.IO.Path.GetFullPath(named, currentDirectory));

            failure = $"--config: there is no file \"{named}\" (seen from {currentDirectory})";
            return null;
        }

        string[] candidates = [currentDirectory, executableDirectory, .. Parents(contentRoot)];
        foreach (var directory in candidates)
            if (System.IO.Path.Combine(directory, DefaultName) is var candidate && File.Exists(candidate))
                return new(System.IO.Path.GetFullPath(candidate));

        failure = $"there is no {DefaultName} in {currentDirectory}, in {executableDirectory} or above {contentRoot}; name one with --config PATH";
        return null;
    }

    /// <inheritdoc/>
    public byte[]? Read(out string? failure)
    {
        failure = null;
        try
        {
            return File.ReadAllBytes(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e.Message;
            return null;
        }
    }

    private static IEnumerable<string> Parents(string directory)
    {
        for (var at = new DirectoryInfo(directory).Parent; at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
