using System.Reflection;
using Iris.Gateway.Hosting;
using Iris.Sandbox;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: what an application or a provider's author can reach is written down, one file an assembly; a change of it is a change of that file.
/// Everything else (providers, families, forms, machinery) is internal.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly (string File, Assembly Assembly)[] Assemblies =
    [
        ("Transforms.txt", typeof(ProviderCatalog).Assembly),
        ("Gateway.txt", typeof(ImagesBuilder).Assembly),
        ("Sandbox.txt", typeof(SandboxHandler).Assembly),
    ];

    [Test]
    public void PublicSurface_OfEachAssembly_IsWrittenDown() => Assert.Multiple(() =>
    {
        foreach (var (file, assembly) in Assemblies)
        {
            new DerivedFile($"Gateway.Tests/Architecture/PublicApi/{file}").Holds(PublicApi.Of(assembly));
        }
    });

    [Test]
    public void Providers_AndFamilies_AreInternal() => Assert.That(
        typeof(ProviderCatalog).Assembly.GetExportedTypes().Select(type => type.Namespace!)
            .Where(room => room.Contains(".Providers", StringComparison.Ordinal) || room.Contains(".Families", StringComparison.Ordinal)
                || room.Contains(".Dialects", StringComparison.Ordinal)),
        Is.Empty);
}
