using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>A place that names a type, or a member of one, of another namespace.</summary>
/// <param name="File">The file, from the root of the tree.</param>
/// <param name="Line">1-based.</param>
/// <param name="From">The namespace of the place.</param>
/// <param name="To">The namespace of the type.</param>
/// <param name="Type">The type.</param>
/// <param name="Member">The member; empty where the type itself is named.</param>
internal sealed record TypeUse(string File, int Line, string From, string To, string Type, string Member)
{
    /// <summary>Whether the type is the product's own.</summary>
    public bool IsOurs => To == "Iris" || To.StartsWith("Iris.", StringComparison.Ordinal);

    /// <summary>The place and what it names.</summary>
    public override string ToString() => $"{File}:{Line} uses {To}.{Type}{(Member.Length > 0 ? "." + Member : "")}";
}

/// <summary>
/// The product's sources, compiled in memory, so that a name is known by the type it means and not by how it is spelt. Parsed once for all tests.
/// </summary>
internal static class SourceTree
{
    private static readonly string[] Projects = ["Transforms", "Gateway", "Sandbox"];
    private static readonly Lazy<CSharpCompilation> LazyCompilation = new(Compile);
    private static readonly Lazy<IReadOnlyList<TypeUse>> LazyUses = new(FindUses);

    /// <summary>Every file, by its path from the root.</summary>
    public static IEnumerable<SyntaxTree> Files => LazyCompilation.Value.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    /// <summary>Every use of a type outside of its own namespace, comments' references included.</summary>
    public static IReadOnlyList<TypeUse> Uses => LazyUses.Value;

    /// <summary>The line of a node, 1-based.</summary>
    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static CSharpCompilation Compile()
    {
        var root = Repository.PathOf("");
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse);
        var files = Projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).AsParallel().AsOrdered()
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, Path.GetRelativePath(root, path)));
        string[] own = [.. Projects, "Iris.Sandbox"];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !own.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        string[] usings =
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
            "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
            "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
        ];
        var global = CSharpSyntaxTree.ParseText(string.Concat(usings.Select(name => $"global using {name};\n")), options);
        return CSharpCompilation.Create("Iris", [global, .. files], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
    }

    private static List<TypeUse> FindUses() =>
        [.. Files.AsParallel().AsOrdered().SelectMany(file => UsesOf(file)).Distinct()];

    private static IEnumerable<TypeUse> UsesOf(SyntaxTree file)
    {
        var model = LazyCompilation.Value.GetSemanticModel(file);
        var root = (CompilationUnitSyntax)file.GetRoot();
        // The entry point stands outside of every namespace.
        var from = root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "Iris.Gateway.Commands";
        var names = root.DescendantNodes(
            node => node is not (UsingDirectiveSyntax or QualifiedNameSyntax { Parent: BaseNamespaceDeclarationSyntax }), descendIntoTrivia: true);
        foreach (var name in names.OfType<SimpleNameSyntax>())
        {
            var symbol = SymbolOf(model, name);
            // A member belongs to the room of its type, whether the type is named or not.
            var type = symbol is INamedTypeSymbol named ? named : symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol ? symbol.ContainingType
                : null;
            while (type?.ContainingType is { } outer)
                type = outer;
            if (type?.ContainingNamespace?.ToDisplayString() is { } to && from != to)
                yield return new TypeUse(file.FilePath, LineOf(name), from, to, type.Name, ReferenceEquals(type, symbol) ? "" : symbol!.Name);
        }
    }

    // The symbol of a call is known once the call is bound; for its name alone the model looks through every extension method in reach.
    private static ISymbol? SymbolOf(SemanticModel model, SimpleNameSyntax name)
    {
        ExpressionSyntax called = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called
            && model.GetSymbolInfo(call).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke } method
            ? method : model.GetSymbolInfo(name).Symbol;
    }
}
