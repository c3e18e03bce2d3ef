using System.Reflection;
using System.Text;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The public surface of an assembly as text: a line for each type and each member that an author can reach.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler adds to every record.
    private static readonly string[] OfRecords = ["PrintMembers", "EqualityContract", "<Clone>$", "Deconstruct", "ToString", "GetHashCode", "Equals", "op_Equality", "op_Inequality"];

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Name(type)} : {Kind(type)}";
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return $"{Name(type)}.{name}";
            yield break;
        }
        foreach (var member in type.GetMembers(Declared).Where(member => !OfRecords.Contains(member.Name)))
        {
            if (Describe(member) is { } text)
                yield return $"{Name(type)}.{text}";
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : (type.IsAbstract, type.IsSealed) switch { (true, true) => "static class", (true, false) => "abstract class", (false, true) => "sealed class", _ => "class" }
            + (type.BaseType is { } parent && parent != typeof(object) ? $" of {Name(parent)}" : "");

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } made when IsOpen(made) && !IsCopy(made) => $"new({Parameters(made)})",
        MethodInfo { IsSpecialName: false } method when IsOpen(method) => $"{Modifiers(method)}{method.Name}({Parameters(method)}) → {Name(method.ReturnType)}",
        MethodInfo { Name: ['o', 'p', '_', ..] } method when IsOpen(method) => $"{method.Name}({Parameters(method)}) → {Name(method.ReturnType)}",
        PropertyInfo property when IsOpen(property.GetMethod) || IsOpen(property.SetMethod) => Property(property),
        FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => $"{field.Name} → {Name(field.FieldType)}",
        _ => null,
    };

    private static string Property(PropertyInfo property)
    {
        var accessors = (IsOpen(property.GetMethod) ? " get" : "")
            + (IsOpen(property.SetMethod)
                ? property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init" : property.SetMethod.IsPublic ? " set" : " protected set"
                : "");
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(one => Name(one.ParameterType)))}]" : "";
        return $"{Modifiers(property.GetMethod ?? property.SetMethod!)}{property.Name}{index}{accessors} → {Name(property.PropertyType)}";
    }

    private static bool IsOpen(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsCopy(ConstructorInfo made) => made.GetParameters() is [{ } only] && only.ParameterType == made.DeclaringType;

    private static string Modifiers(MethodBase method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => method.IsPublic ? "abstract " : "protected abstract ",
        MethodInfo { IsVirtual: true, IsFinal: false } virtuals when virtuals.GetBaseDefinition() != virtuals => method.IsPublic ? "override " : "protected override ",
        { IsVirtual: true, IsFinal: false } => method.IsPublic ? "virtual " : "protected virtual ",
        _ => method.IsPublic ? "" : "protected ",
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        var name = type.IsGenericParameter
            ? type.Name
            : (type.Namespace?.StartsWith("Iris", StringComparison.Ordinal) == true ? type.FullName ?? $"{type.Namespace}.{type.Name}" : type.Name);
        if (!type.IsGenericType)
            return name;
        var text = new StringBuilder(name[..(name.IndexOf('`', StringComparison.Ordinal) is var at and >= 0 ? at : name.Length)]);
        return text.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>').ToString();
    }
}
