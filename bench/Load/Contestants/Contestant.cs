namespace Iris.Bench.Load.Contestants;

/// <summary>How a contestant must be called.</summary>
internal enum Style
{
    /// <summary>It forwards requests unchanged, so it is called in the provider's form.</summary>
    Forwards,
    /// <summary>It is always called in OpenAI's form, whatever the provider's form is.</summary>
    Translates,
}

/// <summary>A program between client and mock, or none.</summary>
internal sealed record Contestant
{
    public required string Name { get; init; }
    /// <summary>
    /// The shell's command line with <c>{port}</c>, <c>{upstream}</c>, <c>{config}</c> and <c>{dir}</c>; null when there is no gateway.
    /// </summary>
    public string? Start { get; init; }
    public Style Style { get; init; }
    /// <summary>Whether its code is compiled while it runs, so that it becomes faster.</summary>
    public bool IsJitted { get; init; }
    /// <summary>The folder of its files; null when there is none.</summary>
    public string? Folder { get; init; }
    /// <summary>The text of <c>nginx.conf</c>, written into the working folder before the start.</summary>
    public string? NginxConfiguration { get; init; }
    /// <summary>Publishes the program into <see cref="Folder"/>.</summary>
    public Func<bool, Task>? Publish { get; init; }

    /// <summary>MB (10^6) on disk without symbols; null when the harness does not publish it.</summary>
    public double? DiskMegabytes => Folder is null || !Directory.Exists(Folder)
        ? null
        : new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is not (".dbg" or ".pdb" or ".xml")).Sum(file => file.Length) / 1e6;
}
