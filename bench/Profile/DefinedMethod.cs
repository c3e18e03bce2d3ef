using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Iris.Bench.Profile;

/// <summary>A method definition.</summary>
public sealed class DefinedMethod(DefinedType type, PEReader file, MetadataReader reader, MethodDefinition definition, SignatureReader signatures)
{
    private MethodSignature<TypeSig>? _signature;

    /// <summary>The type that defines it.</summary>
    public DefinedType Type => type;

    /// <summary>The method's simple name.</summary>
    public string Name => reader.GetString(definition.Name);

    /// <summary>Whether the method has code to compile.</summary>
    public bool HasBody => definition.RelativeVirtualAddress != 0;

    /// <summary>The number of the method's own type parameters.</summary>
    public int Arity => definition.GetGenericParameters().Count;

    /// <summary>The length of its code in bytes, by which the profile identifies the measured body.</summary>
    public int CodeSize => file.GetMethodBody(definition.RelativeVirtualAddress).GetILReader().Length;

    /// <summary>The method's parameters and return type.</summary>
    public MethodSignature<TypeSig> Signature => _signature ??= definition.DecodeSignature(signatures, null);
}
