using Iris.Gateway.Commands;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>Runs commands in this process, with a folder of their own for the file.</summary>
internal sealed class Run : IDisposable
{
    private Run(string directory) => Folder = directory;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The file's path.</summary>
    public string File => Path.Combine(Folder, "proxy.json");

    /// <summary>A folder with a file in it.</summary>
    public static Run On(string proxyJson)
    {
        var run = new Run(Directory.CreateTempSubdirectory("iris-").FullName);
        run.Write("proxy.json", proxyJson);
        return run;
    }

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command.</summary>
    /// <param name="args">The command line.</param>
    public static Task<Outcome> CommandAsync(params string[] args) => CommandAsync(null, false, args);

    /// <summary>Runs a command in front of a person.</summary>
    public static async Task<Outcome> CommandAsync(int? width, bool hasColors, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await Verbs.RunAsync(args, new Terminal(output, error, width, hasColors));
        return new(exitCode, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>How a command has ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
