using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Iris.Bench.Profile;

// The tokens of methods and types of other assemblies, and their signatures. Each is written once.
public sealed partial class MibcWriter
{
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(EntityHandle Scope, string Namespace, string Name), TypeReferenceHandle> _types = [];
    private readonly Dictionary<BlobHandle, TypeSpecificationHandle> _specifications = [];
    private readonly Dictionary<(EntityHandle Parent, StringHandle Name, BlobHandle Signature), MemberReferenceHandle> _members = [];
    private readonly Dictionary<(MemberReferenceHandle Method, BlobHandle Arguments), MethodSpecificationHandle> _instantiations = [];

    private EntityHandle Method(DefinedMethod method, ImmutableArray<TypeSig> typeArguments, ImmutableArray<TypeSig> methodArguments)
    {
        NamedSig definition = new(method.Type);
        EntityHandle parent = Type(typeArguments.IsEmpty ? definition : new GenericSig(definition, typeArguments));
        StringHandle name = _metadata.GetOrAddString(method.Name);
        BlobBuilder signature = new();
        Encode(signature, method.Signature);
        BlobHandle blob = _metadata.GetOrAddBlob(signature);
        if (!_members.TryGetValue((parent, name, blob), out MemberReferenceHandle member))
        {
            _members.Add((parent, name, blob), member = _metadata.AddMemberReference(parent, name, blob));
        }
        if (methodArguments.IsEmpty)
        {
            return member;
        }
        BlobBuilder instantiation = new();
        instantiation.WriteByte((byte)SignatureKind.MethodSpecification);
        instantiation.WriteCompressedInteger(methodArguments.Length);
        foreach (TypeSig argument in methodArguments)
        {
            Encode(instantiation, argument);
        }
        BlobHandle arguments = _metadata.GetOrAddBlob(instantiation);
        if (!_instantiations.TryGetValue((member, arguments), out MethodSpecificationHandle specification))
        {
            _instantiations.Add((member, arguments), specification = _metadata.AddMethodSpecification(member, arguments));
        }
        return specification;
    }

    private EntityHandle Type(TypeSig type)
    {
        if (type is NamedSig named)
        {
            return Reference(named.Type);
        }
        BlobBuilder signature = new();
        Encode(signature, type);
        BlobHandle blob = _metadata.GetOrAddBlob(signature);
        if (!_specifications.TryGetValue(blob, out TypeSpecificationHandle specification))
        {
            _specifications.Add(blob, specification = _metadata.AddTypeSpecification(blob));
        }
        return specification;
    }

    private TypeReferenceHandle Reference(DefinedType type) =>
        Reference(type.Outer is { } outer ? Reference(outer) : Assembly(type.Assembly), type.Namespace, type.Name);

    private TypeReferenceHandle Reference(EntityHandle scope, string space, string name)
    {
        if (!_types.TryGetValue((scope, space, name), out TypeReferenceHandle reference))
        {
            StringHandle spaceHandle = space.Length == 0 ? default : _metadata.GetOrAddString(space);
            _types.Add((scope, space, name), reference = _metadata.AddTypeReference(scope, spaceHandle, _metadata.GetOrAddString(name)));
        }
        return reference;
    }

    private AssemblyReferenceHandle Assembly(string name)
    {
        if (!_assemblies.TryGetValue(name, out AssemblyReferenceHandle reference))
        {
            _assemblies.Add(
                name, reference = _metadata.AddAssemblyReference(_metadata.GetOrAddString(name), new Version(), default, default, default, default));
        }
        return reference;
    }

    private void Encode(BlobBuilder blob, MethodSignature<TypeSig> signature)
    {
        blob.WriteByte(signature.Header.RawValue);
        if (signature.Header.IsGeneric)
        {
            blob.WriteCompressedInteger(signature.GenericParameterCount);
        }
        blob.WriteCompressedInteger(signature.ParameterTypes.Length);
        Encode(blob, signature.ReturnType);
        foreach (TypeSig parameter in signature.ParameterTypes)
        {
            Encode(blob, parameter);
        }
    }

    private void Encode(BlobBuilder blob, TypeSig type)
    {
        switch (type)
        {
            case PrimitiveSig primitive:
                blob.WriteByte((byte)primitive.Code);
                break;
            case NamedSig named:
                blob.WriteByte((byte)(named.Type.IsValueType ? SignatureTypeKind.ValueType : SignatureTypeKind.Class));
                blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Reference(named.Type)));
                break;
            case CanonSig:
                blob.WriteByte((byte)SignatureTypeKind.Class);
                // The compiler expects this type in an assembly with this name.
                blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Reference(Assembly("System.Private.Canon"), "System", "__Canon")));
                break;
            case GenericSig generic:
                blob.WriteByte((byte)SignatureTypeCode.GenericTypeInstance);
                Encode(blob, generic.Definition);
                blob.WriteCompressedInteger(generic.Arguments.Length);
                foreach (TypeSig argument in generic.Arguments)
                {
                    Encode(blob, argument);
                }
                break;
            case VectorSig vector:
                blob.WriteByte((byte)SignatureTypeCode.SZArray);
                Encode(blob, vector.Element);
                break;
            case ArraySig array:
                blob.WriteByte((byte)SignatureTypeCode.Array);
                Encode(blob, array.Element);
                new ArrayShapeEncoder(blob).Shape(array.Shape.Rank, array.Shape.Sizes, array.Shape.LowerBounds);
                break;
            case PointerSig pointer:
                blob.WriteByte((byte)(pointer.IsReference ? SignatureTypeCode.ByReference : SignatureTypeCode.Pointer));
                Encode(blob, pointer.Element);
                break;
            case ParameterSig parameter:
                blob.WriteByte((byte)(parameter.OfMethod ? SignatureTypeCode.GenericMethodParameter : SignatureTypeCode.GenericTypeParameter));
                blob.WriteCompressedInteger(parameter.Index);
                break;
            case ModifiedSig modified:
                blob.WriteByte((byte)(modified.IsRequired ? SignatureTypeCode.RequiredModifier : SignatureTypeCode.OptionalModifier));
                blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Type(modified.Modifier)));
                Encode(blob, modified.Type);
                break;
            case FunctionSig function:
                blob.WriteByte((byte)SignatureTypeCode.FunctionPointer);
                Encode(blob, function.Signature);
                break;
            default:
                throw new InvalidOperationException($"A signature cannot hold {type.GetType().Name}.");
        }
    }
}
