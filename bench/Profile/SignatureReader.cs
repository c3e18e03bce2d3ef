using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Iris.Bench.Profile;

/// <summary>Reads the signatures of one assembly and looks up every type in them.</summary>
public sealed class SignatureReader(Assemblies assemblies) : ISignatureTypeProvider<TypeSig, object?>
{
    /// <inheritdoc/>
    public TypeSig GetArrayType(TypeSig elementType, ArrayShape shape) => new ArraySig(elementType, shape);

    /// <inheritdoc/>
    public TypeSig GetByReferenceType(TypeSig elementType) => new PointerSig(elementType, IsReference: true);

    /// <inheritdoc/>
    public TypeSig GetFunctionPointerType(MethodSignature<TypeSig> signature) => new FunctionSig(signature);

    /// <inheritdoc/>
    public TypeSig GetGenericInstantiation(TypeSig genericType, ImmutableArray<TypeSig> typeArguments) =>
        new GenericSig((NamedSig)genericType, typeArguments);

    /// <inheritdoc/>
    public TypeSig GetGenericMethodParameter(object? genericContext, int index) => new ParameterSig(index, OfMethod: true);

    /// <inheritdoc/>
    public TypeSig GetGenericTypeParameter(object? genericContext, int index) => new ParameterSig(index, OfMethod: false);

    /// <inheritdoc/>
    public TypeSig GetModifiedType(TypeSig modifier, TypeSig unmodifiedType, bool isRequired) =>
        new ModifiedSig(modifier, unmodifiedType, isRequired);

    /// <inheritdoc/>
    public TypeSig GetPinnedType(TypeSig elementType) => elementType;

    /// <inheritdoc/>
    public TypeSig GetPointerType(TypeSig elementType) => new PointerSig(elementType, IsReference: false);

    /// <inheritdoc/>
    public TypeSig GetPrimitiveType(PrimitiveTypeCode typeCode) => new PrimitiveSig(typeCode);

    /// <inheritdoc/>
    public TypeSig GetSZArrayType(TypeSig elementType) => new VectorSig(elementType);

    /// <inheritdoc/>
    public TypeSig GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Named(reader, Names.Of(reader, handle), reader.GetString(reader.GetAssemblyDefinition().Name));

    /// <inheritdoc/>
    public TypeSig GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference reference = reader.GetTypeReference(handle);
        while (reference.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            reference = reader.GetTypeReference((TypeReferenceHandle)reference.ResolutionScope);
        }
        string? assembly = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)
            : null;
        return Named(reader, Names.Of(reader, handle), assembly);
    }

    /// <inheritdoc/>
    public TypeSig GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private NamedSig Named(MetadataReader reader, string name, string? assembly) =>
        assemblies.Find(name, assembly) is { } type
            ? new NamedSig(type)
            : throw new UnresolvedException($"no type {name} ({reader.GetString(reader.GetAssemblyDefinition().Name)})");
}
