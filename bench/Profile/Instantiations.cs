using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Iris.Bench.Profile;

/// <summary>
/// The type arguments that the program's code passes to generic methods. The profile names a generic method without its arguments, and code for
/// value types is compiled for each argument separately. A measurement of one instantiation is therefore used for all instantiations that the code
/// calls.
/// </summary>
public sealed class Instantiations
{
    private readonly Dictionary<string, List<(ImmutableArray<TypeSig> Owner, ImmutableArray<TypeSig> Method)>> _known = new(StringComparer.Ordinal);

    /// <summary>Adds the calls of one assembly.</summary>
    public void Add(MetadataReader reader, SignatureReader signatures)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            MethodSpecification specification = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            try
            {
                Add(reader, signatures, specification);
            }
            catch (UnresolvedException)
            {
                // The type is outside the program, or is known only in an instantiation of the calling code.
            }
        }
    }

    /// <summary>The arguments passed to a method of this type with these type arguments.</summary>
    public IEnumerable<ImmutableArray<TypeSig>> Of(DefinedMethod method, ImmutableArray<TypeSig> typeArguments)
    {
        ArgumentNullException.ThrowIfNull(method);
        string owner = Text(typeArguments);
        return _known.GetValueOrDefault(Key(method.Type, method.Name, method.Signature), [])
            .Where(known => Text(known.Owner) == owner)
            .Select(known => known.Method);
    }

    private void Add(MetadataReader reader, SignatureReader signatures, MethodSpecification specification)
    {
        ImmutableArray<TypeSig> arguments = [.. specification.DecodeSignature(signatures, null).Select(Shared)];
        TypeSig owner;
        string name;
        MethodSignature<TypeSig> signature;
        if (specification.Method.Kind == HandleKind.MemberReference)
        {
            MemberReference member = reader.GetMemberReference((MemberReferenceHandle)specification.Method);
            owner = member.Parent.Kind switch
            {
                HandleKind.TypeReference => signatures.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0),
                HandleKind.TypeDefinition => signatures.GetTypeFromDefinition(reader, (TypeDefinitionHandle)member.Parent, 0),
                HandleKind.TypeSpecification => signatures.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)member.Parent, 0),
                _ => throw new UnresolvedException("no type"),
            };
            name = reader.GetString(member.Name);
            signature = member.DecodeMethodSignature(signatures, null);
        }
        else
        {
            MethodDefinition method = reader.GetMethodDefinition((MethodDefinitionHandle)specification.Method);
            owner = signatures.GetTypeFromDefinition(reader, method.GetDeclaringType(), 0);
            name = reader.GetString(method.Name);
            signature = method.DecodeSignature(signatures, null);
        }
        (DefinedType type, ImmutableArray<TypeSig> typeArguments) = owner switch
        {
            NamedSig named => (named.Type, []),
            GenericSig generic => (generic.Definition.Type, generic.Arguments),
            _ => throw new UnresolvedException("no class"),
        };
        string key = Key(type, name, signature);
        if (!_known.TryGetValue(key, out List<(ImmutableArray<TypeSig>, ImmutableArray<TypeSig>)>? known))
        {
            _known.Add(key, known = []);
        }
        known.Add(([.. typeArguments.Select(Shared)], arguments));
    }

    private static string Key(DefinedType type, string name, MethodSignature<TypeSig> signature) =>
        $"{type.Assembly}:{type.FullName}.{name} {SignatureText.Of(signature)}";

    // Instantiations over reference types share their code.
    private static TypeSig Shared(TypeSig type) => type switch
    {
        PrimitiveSig { Code: PrimitiveTypeCode.String or PrimitiveTypeCode.Object } => new CanonSig(),
        PrimitiveSig or PointerSig => type,
        NamedSig named => named.Type.IsValueType ? type : new CanonSig(),
        GenericSig generic => generic.Definition.Type.IsValueType
            ? new GenericSig(generic.Definition, [.. generic.Arguments.Select(Shared)])
            : new CanonSig(),
        VectorSig { Element: not ParameterSig } or ArraySig { Element: not ParameterSig } or CanonSig => new CanonSig(),
        _ => throw new UnresolvedException("a parameter"),
    };

    private static string Text(ImmutableArray<TypeSig> types) => string.Join(',', types.Select(Text));

    private static string Text(TypeSig type) => type switch
    {
        CanonSig => "System.__Canon",
        PrimitiveSig primitive => $"System.{primitive.Code}",
        NamedSig named => named.Type.FullName,
        GenericSig generic => $"{generic.Definition.Type.FullName}[{Text(generic.Arguments)}]",
        _ => "?",
    };
}
