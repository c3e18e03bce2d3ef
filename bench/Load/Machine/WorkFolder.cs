namespace Iris.Bench.Load.Machine;

/// <summary>A contestant's working folder; deleted with it or, at the latest, with the harness.</summary>
internal sealed class WorkFolder : IDisposable
{
    private static readonly List<WorkFolder> Alive = [];

    public WorkFolder()
    {
        Path = Directory.CreateTempSubdirectory("iris-bench-").FullName;
        // The workers of an nginx started by root run as another user.
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
        lock (Alive)
            Alive.Add(this);
    }

    public string Path { get; }

    public void Dispose()
    {
        lock (Alive)
            Alive.Remove(this);
        Delete();
    }

    /// <summary>Deletes all remaining folders; their users have ended.</summary>
    public static void DeleteAll()
    {
        lock (Alive)
            Alive.ForEach(folder => folder.Delete());
    }

    private void Delete()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
