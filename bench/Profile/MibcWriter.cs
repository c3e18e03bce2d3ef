using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Iris.Bench.Profile;

/// <summary>
/// Writes a profile for the native compiler: an assembly whose code is read and never run. Its method <c>AssemblyDictionary</c> lists other
/// methods, one for each measured assembly. These list the measured methods: a token, the heat, the measurements as constants and tokens, a
/// <c>pop</c>.
/// </summary>
public sealed partial class MibcWriter(NameResolver names)
{
    // The size of the runtime's own sample.
    private const int SampleSize = 32;

    // A handle that the compiler cannot resolve; it still counts as a share of the sample.
    private const int Unknown = 1;

    private readonly MetadataBuilder _metadata = new();
    private readonly BlobBuilder _code = new();
    private readonly HashSet<EntityHandle> _measured = [];
    private readonly SortedDictionary<string, InstructionEncoder> _groups = new(StringComparer.Ordinal);

    /// <summary>Adds the measurements of a method; false when there are already some.</summary>
    public bool Add(DefinedMethod method, ImmutableArray<TypeSig> typeArguments, ImmutableArray<TypeSig> methodArguments, MethodProfile profile)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(profile);
        EntityHandle token = Method(method, typeArguments, methodArguments);
        if (!_measured.Add(token))
        {
            return false;
        }
        if (!_groups.TryGetValue(method.Type.Assembly, out InstructionEncoder code))
        {
            _groups.Add(method.Type.Assembly, code = new InstructionEncoder(new BlobBuilder()));
        }
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(token);
        Text(code, "ExclusiveWeight");
        code.LoadConstantI4(Clamp(profile.Heat));
        Text(code, "InstrumentationDataStart");
        Measurements(code, profile.Measurements);
        Text(code, "InstrumentationDataEnd");
        code.OpCode(ILOpCode.Pop);
        return true;
    }

    /// <summary>Writes the compressed assembly to the file.</summary>
    public void Write(string path)
    {
        string name = Path.GetFileName(path);
        StringHandle assembly = _metadata.GetOrAddString(name);
        ReservedBlob<GuidHandle> identity = _metadata.ReserveGuid();
        _metadata.AddModule(0, assembly, identity.Handle, default, default);
        _metadata.AddAssembly(assembly, new Version(), default, default, default, AssemblyHashAlgorithm.None);
        _metadata.AddTypeDefinition(
            default, default, _metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        BlobBuilder signature = new();
        new BlobEncoder(signature).MethodSignature().Parameters(0, returns => returns.Void(), _ => { });
        BlobHandle nothing = _metadata.GetOrAddBlob(signature);
        BlobBuilder bodies = new();
        MethodBodyStreamEncoder encoder = new(bodies);
        InstructionEncoder dictionary = new(_code);
        foreach ((string group, InstructionEncoder code) in _groups)
        {
            Text(dictionary, $"{group};");
            dictionary.OpCode(ILOpCode.Ldtoken);
            dictionary.Token(AddMethod(group, code));
            dictionary.OpCode(ILOpCode.Pop);
        }
        AddMethod("AssemblyDictionary", dictionary);

        BlobBuilder image = new();
        BlobContentId content = new ManagedPEBuilder(
            new PEHeaderBuilder(), new MetadataRootBuilder(_metadata), bodies,
            deterministicIdProvider: blobs =>
                BlobContentId.FromHash(System.Security.Cryptography.SHA256.HashData([.. blobs.SelectMany(blob => blob.GetBytes())])))
            .Serialize(image);
        new BlobWriter(identity.Content).WriteGuid(content.Guid);
        File.Delete(path);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        ZipArchiveEntry entry = archive.CreateEntry(name + ".dll", CompressionLevel.SmallestSize);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        image.WriteContentTo(stream);

        MethodDefinitionHandle AddMethod(string name, InstructionEncoder code) => _metadata.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL, _metadata.GetOrAddString(name), nothing,
            encoder.AddMethodBody(code, maxStack: 8), default);
    }

    private static int Clamp(long value) => (int)Math.Min(value, int.MaxValue);

    // Each measurement is a mask of the changed fields, those fields, and the data; the other fields keep their last value.
    private void Measurements(InstructionEncoder code, IReadOnlyList<Measurement> measurements)
    {
        const int offsetFollows = 1, kindFollows = 2, countFollows = 4, otherFollows = 8;
        int lastKind = 0, lastCount = 0, lastOther = 0;
        for (int at = 0; at < measurements.Count; at++)
        {
            Measurement measurement = measurements[at];
            switch (measurement.Kind)
            {
                case InstrumentationKind.EdgeCount:
                    Header(measurement, 1);
                    code.LoadConstantI4(Clamp(measurement.Count));
                    break;
                case InstrumentationKind.HistogramCount when at + 1 < measurements.Count:
                    Measurement sample = measurements[++at];
                    List<EntityHandle> handles = Sample(sample);
                    if (handles.Exists(handle => !handle.IsNil))
                    {
                        Header(measurement, 1);
                        code.LoadConstantI4(Clamp(measurement.Count));
                        Header(sample, handles.Count);
                        foreach (EntityHandle handle in handles)
                        {
                            if (handle.IsNil)
                            {
                                code.LoadConstantI4(Unknown);
                            }
                            else
                            {
                                code.OpCode(ILOpCode.Ldtoken);
                                code.Token(handle);
                            }
                        }
                    }
                    break;
                default:
                    break;
            }
        }

        void Header(Measurement measurement, int count)
        {
            int kind = (int)measurement.Kind;
            code.LoadConstantI4(
                offsetFollows | (kind != lastKind ? kindFollows : 0) | (count != lastCount ? countFollows : 0)
                    | (measurement.Other != lastOther ? otherFollows : 0));
            code.LoadConstantI4(measurement.Offset);
            if (kind != lastKind)
            {
                code.LoadConstantI4(lastKind = kind);
            }
            if (count != lastCount)
            {
                code.LoadConstantI4(lastCount = count);
            }
            if (measurement.Other != lastOther)
            {
                code.LoadConstantI4(lastOther = measurement.Other);
            }
        }
    }

    // Repeats every handle by its share of the sample, the largest share first; nil when the compiler cannot resolve it.
    private List<EntityHandle> Sample(Measurement measurement)
    {
        double total = measurement.Handles.Values.Sum();
        int size = measurement.Handles.Count == 1 ? 1 : SampleSize;
        List<EntityHandle> handles = [];
        foreach ((string handle, double weight) in measurement.Handles.OrderByDescending(pair => pair.Value))
        {
            int times = Math.Min((int)Math.Round(weight / total * size), size - handles.Count);
            if (times > 0)
            {
                handles.AddRange(Enumerable.Repeat(Handle(measurement.Kind, handle), times));
            }
        }
        return handles;
    }

    private EntityHandle Handle(InstrumentationKind kind, string handle)
    {
        try
        {
            if (kind == InstrumentationKind.HistogramTypes)
            {
                return Type(names.SampledType(handle));
            }
            (DefinedMethod method, ImmutableArray<TypeSig> arguments) = names.SampledMethod(handle);
            return Method(method, arguments, []);
        }
        catch (UnresolvedException)
        {
            return default;
        }
    }

    private void Text(InstructionEncoder code, string text) => code.LoadString(_metadata.GetOrAddUserString(text));
}
