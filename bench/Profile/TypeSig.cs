using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Iris.Bench.Profile;

/// <summary>A type as it stands in a signature.</summary>
public abstract record TypeSig;

/// <summary>A type the format has a code of its own for: numbers, string, object, void.</summary>
public sealed record PrimitiveSig(PrimitiveTypeCode Code) : TypeSig;

/// <summary>A class or value type by its definition; of a generic one, the definition alone.</summary>
public sealed record NamedSig(DefinedType Type) : TypeSig;

/// <summary>The type argument that stands for every reference type in shared code.</summary>
public sealed record CanonSig : TypeSig;

/// <summary>A generic type with its arguments.</summary>
public sealed record GenericSig(NamedSig Definition, ImmutableArray<TypeSig> Arguments) : TypeSig;

/// <summary>An array of one dimension that starts at zero.</summary>
public sealed record VectorSig(TypeSig Element) : TypeSig;

/// <summary>Any other array.</summary>
public sealed record ArraySig(TypeSig Element, ArrayShape Shape) : TypeSig;

/// <summary>A pointer, or a reference to a variable.</summary>
public sealed record PointerSig(TypeSig Element, bool IsReference) : TypeSig;

/// <summary>A parameter of the generic type or, with <paramref name="OfMethod"/>, of the generic method.</summary>
public sealed record ParameterSig(int Index, bool OfMethod) : TypeSig;

/// <summary>A type with a custom modifier before it.</summary>
public sealed record ModifiedSig(TypeSig Modifier, TypeSig Type, bool IsRequired) : TypeSig;

/// <summary>A pointer to a function.</summary>
public sealed record FunctionSig(MethodSignature<TypeSig> Signature) : TypeSig;
