using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: a reader takes in a file in one go, a constructor has few parameters, and a type has few flags. A list names everything above a
/// bound with its number, which may only sink.
/// </summary>
public sealed class SizeTests
{
    private const int MostLines = 250;
    private const int MostParameters = 7;
    private const int MostFlags = 3;

    private static readonly Dictionary<string, int> LongFiles = [];

    private static readonly Dictionary<string, int> LongConstructors = new()
    {
        ["ImageDestination"] = 9,
        ["SandboxBehaviour"] = 9,
    };

    private static readonly Dictionary<string, int> ManyFlags = [];

    [Test]
    public void Files_Lines_AreAtMost250() =>
        AssertBound(SourceTree.Files.ToDictionary(file => file.FilePath, file => file.GetText().Lines.Count - 1), MostLines, LongFiles);

    [Test]
    public void Constructors_Parameters_AreAtMost7() => AssertBound(
        MostOf(Types().SelectMany(type => Constructors(type).Select(list => (NameOf(type), list.Parameters.Count)))), MostParameters,
        LongConstructors);

    [Test]
    public void Types_BooleanFields_AreAtMost3() =>
        AssertBound(MostOf(Types().GroupBy(NameOf).Select(parts => (parts.Key, parts.Sum(Flags)))), MostFlags, ManyFlags);

    private static void AssertBound(Dictionary<string, int> sizes, int most, Dictionary<string, int> exceptions) => Assert.That(
        sizes.Where(size => size.Value > most && size.Value != exceptions.GetValueOrDefault(size.Key)).Select(size => $"[\"{size.Key}\"] = {size.Value},")
            .Concat(exceptions.Where(known => sizes.GetValueOrDefault(known.Key) <= most).Select(known => $"{known.Key} no longer needs its exception")),
        Is.Empty);

    private static Dictionary<string, int> MostOf(IEnumerable<(string Name, int Size)> sizes) =>
        sizes.GroupBy(size => size.Name).ToDictionary(group => group.Key, group => group.Max(size => size.Size));

    private static IEnumerable<TypeDeclarationSyntax> Types() =>
        SourceTree.Files.SelectMany(file => file.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>());

    // A record's positional members are its data; it is counted as well, since they are passed in order.
    private static IEnumerable<ParameterListSyntax> Constructors(TypeDeclarationSyntax type) =>
        ((ParameterListSyntax?[])[type.ParameterList,
            .. type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList)]).OfType<ParameterListSyntax>();

    // Fields that change: an option of a record that is set once is no state.
    private static int Flags(TypeDeclarationSyntax type) =>
        type.Members.OfType<FieldDeclarationSyntax>()
            .Where(field => IsFlag(field.Declaration.Type) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
                && !field.Modifiers.Any(SyntaxKind.ConstKeyword))
            .Sum(field => field.Declaration.Variables.Count)
        + type.Members.OfType<PropertyDeclarationSyntax>().Count(property => IsFlag(property.Type)
            && property.AccessorList?.Accessors is { } accessors
            && accessors.Any(accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration))
            && accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null));

    private static bool IsFlag(TypeSyntax type) => type.ToString() is "bool" or "bool?";

    private static string NameOf(TypeDeclarationSyntax type) =>
        string.Join('.', type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Reverse().Select(outer => outer.Identifier.Text));
}
