using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Iris.Bench.Profile;

/// <summary>The types that the native compiler compiles, by full name: those of its input and its references.</summary>
public sealed class Assemblies : IDisposable
{
    private readonly List<PEReader> _files = [];
    private readonly List<(MetadataReader Reader, SignatureReader Signatures)> _readers = [];
    private readonly Dictionary<string, List<DefinedType>> _types = new(StringComparer.Ordinal);

    private Assemblies()
    {
    }

    /// <summary>Reads the assemblies that a response file of the native compiler names.</summary>
    public static Assemblies Read(string responseFile)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(responseFile))!;
        Assemblies assemblies = new();
        foreach (string line in File.ReadLines(responseFile))
        {
            if (line.StartsWith("-r:", StringComparison.Ordinal))
            {
                assemblies.Add(Locate(line[3..], folder));
            }
            else if (line.Length > 0 && line[0] != '-')
            {
                assemblies.Add(Locate(line, folder));
            }
        }
        return assemblies;
    }

    /// <summary>The type with a full name; when several assemblies define it, the one of <paramref name="assembly"/>, else a public one.</summary>
    public DefinedType? Find(string name, string? assembly)
    {
        IReadOnlyList<DefinedType> types = FindAll(name);
        return types.FirstOrDefault(type => type.Assembly == assembly) ?? types.FirstOrDefault(type => type.IsPublic)
            ?? (types.Count > 0 ? types[0] : null);
    }

    /// <summary>All types with a full name: internal helpers are compiled into more than one assembly.</summary>
    public IReadOnlyList<DefinedType> FindAll(string name) => _types.TryGetValue(name, out List<DefinedType>? types) ? types : [];

    /// <summary>The type arguments that the assemblies' code passes to generic methods.</summary>
    public Instantiations Instantiations()
    {
        Instantiations instantiations = new();
        foreach ((MetadataReader reader, SignatureReader signatures) in _readers)
        {
            instantiations.Add(reader, signatures);
        }
        return instantiations;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    // The native compiler runs in the project's folder, somewhere above its response file.
    private static string Locate(string path, string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            string candidate = Path.Combine(at, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }
        throw new FileNotFoundException("The response file names an assembly that is not there.", path);
    }

    private void Add(string path)
    {
        PEReader file = new(File.OpenRead(path));
        _files.Add(file);
        if (!file.HasMetadata)
        {
            return;
        }
        MetadataReader reader = file.GetMetadataReader();
        string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        SignatureReader signatures = new(this);
        _readers.Add((reader, signatures));
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            string name = Names.Of(reader, handle);
            DefinedType type = new(assembly, file, reader, handle, signatures);
            if (!_types.TryGetValue(name, out List<DefinedType>? types))
            {
                _types.Add(name, types = []);
            }
            types.Add(type);
        }
    }
}
