namespace Iris.Gateway.Configuration;

/// <summary>Where proxy.json is.</summary>
/// <param name="Path">Full path, links not followed: they are followed at every read, so that a swapped link is a changed file.</param>
internal sealed record ProxyConfigurationFile(string Path)
{
    public const string DefaultName = "proxy.json";

    /// <summary>Relative paths in the file start here.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>
    /// <c>--config PATH</c>; else proxy.json in the current directory, beside the executable, or in a parent of the content root, which
    /// <c>dotnet run --project Gateway</c> needs: it moves into the project's directory first.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="currentDirectory">Where relative paths start.</param>
    /// <param name="executableDirectory">Where a published gateway has its files.</param>
    /// <param name="contentRoot">The host's content root.</param>
    /// <param name="failure">When nothing is found: the message for the user.</param>
    public static ProxyConfigurationFile? Find(string[] args, string currentDirectory, string executableDirectory, string contentRoot, out string? failure)
    {
        failure = null;
        // Not the merged configuration: an environment variable that happens to be called CONFIG is none of ours.
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

    /// <summary>The whole content in one read; null when there is none to be had.</summary>
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
