using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Iris.Bench.Profile;

/// <summary>A method where it is defined.</summary>
public sealed class DefinedMethod(DefinedType type, PEReader file, MetadataReader reader, MethodDefinition definition, SignatureReader signatures)
{
    private MethodSignature<TypeSig>? _signature;

    /// <summary>The type that defines it.</summary>
    public DefinedType Type => type;

    /// <summary>The name alone.</summary>
    public string Name => reader.GetString(definition.Name);

    /// <summary>Whether there is code to compile.</summary>
    public bool HasBody => definition.RelativeVirtualAddress != 0;

    /// <summary>How many type parameters it has itself.</summary>
    public int Arity => definition.GetGenericParameters().Count;

    /// <summary>The length of its code in bytes: the profile says which body it measured.</summary>
    public int CodeSize => file.GetMethodBody(definition.RelativeVirtualAddress).GetILReader().Length;

    /// <summary>What it takes and returns.</summary>
    public MethodSignature<TypeSig> Signature => _signature ??= definition.DecodeSignature(signatures, null);
}
