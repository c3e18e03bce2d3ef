namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// A ConfigMap or Secret in a pod as the kubelet writes it (k8s.io/kubernetes/pkg/volume/util/atomic_writer.go): every file is a link into
/// <c>..data</c>, which is a link to a folder; an edit writes a new folder and renames a new link over the old one.
/// </summary>
internal sealed class KubeletVolume
{
    private const string Data = "..data";

    private readonly string _folder;
    private int _version;

    /// <summary>Writes the first version.</summary>
    public KubeletVolume(string folder, params (string Name, string Text)[] files)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Update(files);
    }

    /// <summary>Swaps in another content.</summary>
    public void Update(params (string Name, string Text)[] files)
    {
        var before = new DirectoryInfo(Path.Combine(_folder, Data)).LinkTarget;
        var version = $"..2026_01_02_03_04_05.{_version++}";
        Directory.CreateDirectory(Path.Combine(_folder, version));
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(_folder, version, name), text);
        var link = Path.Combine(_folder, Data + "_tmp");
        Directory.CreateSymbolicLink(link, version);
        // rename(2): the runtime's own moves refuse a link to a folder that exists.
        if (Rename(link, Path.Combine(_folder, Data)) != 0)
            throw new IOException("rename of ..data");
        foreach (var (name, _) in files)
        {
            if (!new FileInfo(Path.Combine(_folder, name)).Exists && new FileInfo(Path.Combine(_folder, name)).LinkTarget is null)
                File.CreateSymbolicLink(Path.Combine(_folder, name), Path.Combine(Data, name));
        }
        if (before is not null)
            Directory.Delete(Path.Combine(_folder, before), recursive: true);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(
        [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] string from,
        [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPUTF8Str)] string to);
}
