using System.Xml.Linq;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: an application outside this repository gets the packages that Iris is compiled with. Versions that only the repository's central pins
/// raise do not reach it, and a call into a newer package than it has fails when it is made.
/// </summary>
public sealed class PackageTests
{
    [Test]
    public void PinnedTransitively_AreUsedByNoPackageOfOurs()
    {
        var pinned = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("ItemGroup")
            .Where(group => ((string?)group.Attribute("Label"))?.StartsWith("Gateway, transitive", StringComparison.Ordinal) == true)
            .SelectMany(group => group.Elements("PackageVersion")).Select(package => (string)package.Attribute("Include")!).ToArray();
        // What .NET brings itself is the newer one of the two.
        var shared = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Concat(Directory.EnumerateFiles(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!, "*.dll"))
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var used = ((Type[])[typeof(Iris.Gateway.Hosting.ImagesBuilder), typeof(Iris.Transforms.ProviderCatalog)])
            .SelectMany(type => type.Assembly.GetReferencedAssemblies()).Select(assembly => assembly.Name!).Where(name => !shared.Contains(name));

        Assert.That(pinned, Is.Not.Empty);
        Assert.That(used.Intersect(pinned), Is.Empty, "they need a PackageReference in the project that uses them");
    }
}
