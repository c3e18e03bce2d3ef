using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Iris.Bench.Profile;

/// <summary>A type definition.</summary>
public sealed class DefinedType(string assembly, PEReader file, MetadataReader reader, TypeDefinitionHandle handle, SignatureReader signatures)
{
    private readonly TypeDefinition _definition = reader.GetTypeDefinition(handle);
    private ILookup<string, DefinedMethod>? _methods;

    /// <summary>The simple name of the assembly.</summary>
    public string Assembly => assembly;

    /// <summary>The namespace; empty for a nested type.</summary>
    public string Namespace => reader.GetString(_definition.Namespace);

    /// <summary>The name without namespace and enclosing types.</summary>
    public string Name => reader.GetString(_definition.Name);

    /// <summary>The name as the profile writes it.</summary>
    public string FullName => Names.Of(reader, handle);

    /// <summary>Whether other assemblies can see it.</summary>
    public bool IsPublic => (_definition.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic;

    /// <summary>The number of its type parameters, including those of the enclosing types.</summary>
    public int Arity => _definition.GetGenericParameters().Count;

    /// <summary>The enclosing type, if it is nested.</summary>
    public DefinedType? Outer => _definition.GetDeclaringType() is { IsNil: false } outer ? new(assembly, file, reader, outer, signatures) : null;

    /// <summary>Whether it is a struct or an enumeration.</summary>
    public bool IsValueType
    {
        get
        {
            string? baseType = _definition.BaseType.Kind switch
            {
                HandleKind.TypeReference => Names.Of(reader, (TypeReferenceHandle)_definition.BaseType),
                HandleKind.TypeDefinition when !_definition.BaseType.IsNil => Names.Of(reader, (TypeDefinitionHandle)_definition.BaseType),
                _ => null,
            };
            return baseType == "System.Enum" || (baseType == "System.ValueType" && FullName != "System.Enum");
        }
    }

    /// <summary>The methods with this name that have a body.</summary>
    public IEnumerable<DefinedMethod> Methods(string name) =>
        (_methods ??= _definition.GetMethods()
            .Select(method => new DefinedMethod(this, file, reader, reader.GetMethodDefinition(method), signatures))
            .Where(method => method.HasBody)
            .ToLookup(method => method.Name, StringComparer.Ordinal))[name];
}
