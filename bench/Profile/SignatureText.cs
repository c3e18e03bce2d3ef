using System.Reflection.Metadata;
using System.Text;

namespace Iris.Bench.Profile;

/// <summary>Writes a signature as the runtime writes it in its profile, where it distinguishes overloads.</summary>
public static class SignatureText
{
    /// <summary>For example <c>instance class System.String  (int32,!0[])</c>.</summary>
    public static string Of(MethodSignature<TypeSig> signature)
    {
        StringBuilder text = new();
        if (signature.Header.IsInstance)
        {
            text.Append("instance ");
        }
        if (signature.Header.IsGeneric)
        {
            text.Append("generic ");
        }
        return text.Append(Of(signature.ReturnType)).Append("  (").AppendJoin(',', signature.ParameterTypes.Select(Of)).Append(')').ToString();
    }

    private static string Of(TypeSig type) => type switch
    {
        PrimitiveSig primitive => Of(primitive.Code),
        NamedSig named => $"{(named.Type.IsValueType ? "value class" : "class")} {Name(named.Type)}",
        GenericSig generic => $"{Of(generic.Definition)}<{string.Join(',', generic.Arguments.Select(Of))}>",
        VectorSig vector => $"{Of(vector.Element)}[]",
        ArraySig array => $"{Of(array.Element)}[{new string(',', array.Shape.Rank - 1)}]",
        PointerSig pointer => Of(pointer.Element) + (pointer.IsReference ? '&' : '*'),
        ParameterSig parameter => $"{(parameter.OfMethod ? "!!" : "!")}{parameter.Index}",
        ModifiedSig { Modifier: NamedSig modifier } modified =>
            $"{(modified.IsRequired ? "required" : "optional")}_modifier {Name(modifier.Type)} {Of(modified.Type)}",
        _ => "?",
    };

    private static string Name(DefinedType type) => type.Namespace.Length == 0 ? type.Name : $"{type.Namespace}.{type.Name}";

    private static string Of(PrimitiveTypeCode code) => code switch
    {
        PrimitiveTypeCode.Void => "void",
        PrimitiveTypeCode.Boolean => "bool",
        PrimitiveTypeCode.Char => "wchar",
        PrimitiveTypeCode.SByte => "int8",
        PrimitiveTypeCode.Byte => "unsigned int8",
        PrimitiveTypeCode.Int16 => "int16",
        PrimitiveTypeCode.UInt16 => "unsigned int16",
        PrimitiveTypeCode.Int32 => "int32",
        PrimitiveTypeCode.UInt32 => "unsigned int32",
        PrimitiveTypeCode.Int64 => "int64",
        PrimitiveTypeCode.UInt64 => "unsigned int64",
        PrimitiveTypeCode.Single => "float32",
        PrimitiveTypeCode.Double => "float64",
        PrimitiveTypeCode.IntPtr => "int",
        PrimitiveTypeCode.UIntPtr => "unsigned int",
        PrimitiveTypeCode.String => "class System.String",
        PrimitiveTypeCode.Object => "class System.Object",
        _ => "?",
    };
}
