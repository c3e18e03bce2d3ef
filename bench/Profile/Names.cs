using System.Reflection.Metadata;

namespace Iris.Bench.Profile;

/// <summary>Full names as the runtime writes them: <c>Namespace.Outer+Inner`1</c>.</summary>
public static class Names
{
    /// <summary>The full name of a type this assembly defines.</summary>
    public static string Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        ArgumentNullException.ThrowIfNull(reader);
        TypeDefinition type = reader.GetTypeDefinition(handle);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil
            ? Join(reader.GetString(type.Namespace), reader.GetString(type.Name))
            : $"{Of(reader, outer)}+{reader.GetString(type.Name)}";
    }

    /// <summary>The full name of a type this assembly refers to.</summary>
    public static string Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        ArgumentNullException.ThrowIfNull(reader);
        TypeReference type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Of(reader, (TypeReferenceHandle)type.ResolutionScope)}+{reader.GetString(type.Name)}"
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
