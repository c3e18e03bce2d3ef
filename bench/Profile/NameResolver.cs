using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Iris.Bench.Profile;

/// <summary>Finds the definitions that the names in a profile refer to.</summary>
public sealed class NameResolver(Assemblies assemblies)
{
    private const string Canon = "System.__Canon";

    /// <summary>
    /// The methods that a record refers to, each with the arguments of its type. There are several when helpers are compiled into several
    /// assemblies.
    /// </summary>
    public IReadOnlyList<(DefinedMethod Method, ImmutableArray<TypeSig> Arguments)> Methods(MethodProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        (IReadOnlyList<DefinedType> types, string arguments, string name) = Split(profile.Name);
        if (types.Count == 0)
        {
            throw new UnresolvedException("no such type");
        }
        ImmutableArray<TypeSig> typeArguments = [.. SplitArguments(arguments).Select(Type)];
        List<DefinedMethod> named = [.. types.Where(type => type.Arity == typeArguments.Length).SelectMany(type => type.Methods(name))];
        if (named.Count == 0)
        {
            throw new UnresolvedException("no such method");
        }
        List<DefinedMethod> sized = [.. named.Where(method => method.CodeSize == profile.CodeSize)];
        if (sized.Count == 0)
        {
            throw new UnresolvedException("other code");
        }
        List<DefinedMethod> matching = [.. sized.Where(method => SignatureText.Of(method.Signature) == profile.Signature)];
        return matching.Count > 0 ? [.. matching.Select(method => (method, typeArguments))] : throw new UnresolvedException("other signature");
    }

    /// <summary>A type that a sample names together with its assembly.</summary>
    public TypeSig SampledType(string handle) =>
        TypeName.TryParse(handle, out TypeName? name) ? Type(name) : throw new UnresolvedException("malformed type");

    /// <summary>A method that a sample names: <c>name|@|type</c>.</summary>
    public (DefinedMethod Method, ImmutableArray<TypeSig> Arguments) SampledMethod(string handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        string[] parts = handle.Split("|@|");
        TypeSig type = parts.Length == 2 ? SampledType(parts[1]) : throw new UnresolvedException("malformed method");
        (DefinedType definition, ImmutableArray<TypeSig> arguments) = type switch
        {
            NamedSig named => (named.Type, []),
            GenericSig generic => (generic.Definition.Type, generic.Arguments),
            _ => throw new UnresolvedException("no such type"),
        };
        DefinedMethod[] methods = [.. definition.Methods(parts[0])];
        return methods is [{ Arity: 0 } only] ? (only, arguments) : throw new UnresolvedException("ambiguous method");
    }

    // The form is Namespace.Type`1+Nested[Argument,Argument].Method, and a method's name may contain dots.
    private (IReadOnlyList<DefinedType> Types, string Arguments, string Method) Split(string name)
    {
        int open = name.IndexOf('[', StringComparison.Ordinal);
        if (open > 0 && assemblies.FindAll(name[..open]) is { Count: > 0 } generic)
        {
            int close = Close(name, open);
            return (generic, name[(open + 1)..close], name[(close + 2)..]);
        }
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (assemblies.FindAll(name[..dot]) is { Count: > 0 } types && types.Any(type => type.Methods(name[(dot + 1)..]).Any()))
            {
                return (types, "", name[(dot + 1)..]);
            }
        }
        return ([], "", "");
    }

    private static int Close(string text, int open)
    {
        int depth = 0;
        for (int at = open; at < text.Length; at++)
        {
            depth += text[at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }
        throw new UnresolvedException("malformed name");
    }

    private static List<string> SplitArguments(string text)
    {
        List<string> arguments = [];
        int depth = 0, start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (text[at] == ',' && depth == 0)
            {
                arguments.Add(text[start..at]);
                start = at + 1;
            }
        }
        if (text.Length > 0)
        {
            arguments.Add(text[start..]);
        }
        return arguments;
    }

    private TypeSig Type(string text)
    {
        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            return new VectorSig(Type(text[..^2]));
        }
        if (text == Canon)
        {
            return new CanonSig();
        }
        int open = text.IndexOf('[', StringComparison.Ordinal);
        NamedSig definition = Named(open < 0 ? text : text[..open], null);
        return open < 0 ? definition : new GenericSig(definition, [.. SplitArguments(text[(open + 1)..Close(text, open)]).Select(Type)]);
    }

    private TypeSig Type(TypeName name) => name switch
    {
        { IsSZArray: true } => new VectorSig(Type(name.GetElementType())),
        { IsConstructedGenericType: true } => new GenericSig(
            (NamedSig)Type(name.GetGenericTypeDefinition()), [.. name.GetGenericArguments().Select(Type)]),
        { IsSimple: true, FullName: not Canon } => Named(name.FullName, name.AssemblyName?.Name),
        _ => throw new UnresolvedException("a type that is no class"),
    };

    private NamedSig Named(string name, string? assembly) =>
        assemblies.Find(name, assembly) is { } type ? new NamedSig(type) : throw new UnresolvedException("no such type");
}
