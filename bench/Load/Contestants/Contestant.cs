namespace Iris.Bench.Load.Contestants;

/// <summary>What a contestant understands.</summary>
internal enum Style
{
    /// <summary>It passes requests on as they are, so it is asked what the provider is asked.</summary>
    Forwards,
    /// <summary>It is asked in OpenAI's form, whatever the provider's is.</summary>
    Translates,
}

/// <summary>Something that stands between client and mock, or nothing.</summary>
internal sealed record Contestant
{
    public required string Name { get; init; }
    /// <summary>A shell's command line with <c>{port}</c>, <c>{upstream}</c>, <c>{config}</c> and <c>{dir}</c>; null = no gateway at all.</summary>
    public string? Start { get; init; }
    public Style Style { get; init; }
    /// <summary>Whether it starts slow and grows fast: code compiled while it runs.</summary>
    public bool IsJitted { get; init; }
    /// <summary>What is on disk: a folder, or null.</summary>
    public string? Folder { get; init; }
    /// <summary>Written into the working folder before the start, as <c>nginx.conf</c>.</summary>
    public string? NginxConfiguration { get; init; }
    /// <summary>Makes <see cref="Folder"/>.</summary>
    public Func<bool, Task>? Publish { get; init; }

    /// <summary>MB (10^6) on disk without symbols; null where it is not the harness's to say.</summary>
    public double? DiskMegabytes => Folder is null || !Directory.Exists(Folder)
        ? null
        : new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is not (".dbg" or ".pdb" or ".xml")).Sum(file => file.Length) / 1e6;
}
