using System.Diagnostics;
using System.Runtime.InteropServices;
using Iris.Bench.Load.Machine;

namespace Iris.Bench.Load.Contestants;

/// <summary>Publishes the measured programs into <c>bench/.out</c>, again only when a source file is newer.</summary>
internal static class Publishing
{
    /// <summary>The folder of the repository that this program was built from.</summary>
    public static string Repository { get; } = typeof(Publishing).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().First(attribute => attribute.Key == "Repository").Value!;

    public static string Out { get; } = Path.Combine(Repository, "bench", ".out");

    public static string Rid { get; } = "linux-" + RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Publishes a project.</summary>
    /// <param name="project">The project's folder in the repository.</param>
    /// <param name="folder">The target folder.</param>
    /// <param name="product">The file whose time shows when it was published.</param>
    /// <param name="arguments">Further arguments of publish.</param>
    /// <param name="force">True publishes even when nothing has changed.</param>
    public static async Task PublishAsync(string project, string folder, string product, string[] arguments, bool force)
    {
        var target = new FileInfo(Path.Combine(folder, product));
        if (!force && target.Exists && target.LastWriteTimeUtc > NewestSource(project))
            return;
        Console.Error.WriteLine($"publishing {project} to {Path.GetRelativePath(Repository, folder)} …");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        // A build server would keep running and use the machine during the measurements.
        string[] command = ["publish", Path.Combine(Repository, project), "-c", "Release", "-o", folder, "-v", "quiet", "-nologo", "--disable-build-servers", .. arguments];
        var info = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository };
        var process = ChildProcess.Start(Cores.Others, info, pinned: false);
        var text = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        await process.WaitForExitAsync(deadline.Token);
        var succeeded = process.ExitCode == 0 && File.Exists(target.FullName);
        ChildProcess.Stop(process, TimeSpan.Zero);
        if (!succeeded)
            throw new InvalidOperationException($"publishing {project} failed:\n{await text}{await errors}");
        // Copied files keep their times, so this file's time tells when the project was published.
        File.SetLastWriteTimeUtc(target.FullName, DateTime.UtcNow);
    }

    private static DateTime NewestSource(string project)
    {
        string[] folders = project == "Gateway" ? ["Gateway", "Transforms"] : [project];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".json" or ".mibc"
                && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Repository, "Directory.*.props"));
        return files.Max(File.GetLastWriteTimeUtc);
    }
}
