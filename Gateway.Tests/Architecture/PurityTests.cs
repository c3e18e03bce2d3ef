using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: <c>Transforms</c> turns bytes into bytes. It neither sends, nor reads files, nor looks at a clock or at the environment.
/// </summary>
public sealed class PurityTests
{
    // A namespace stands for all below it.
    private static readonly string[] Namespaces =
        ["Microsoft.AspNetCore", "Microsoft.Extensions", "Yarp", "Polly", "OpenTelemetry", "System.Net.Http", "System.Net.Sockets", "System.Threading.Tasks", "System.Diagnostics.Metrics"];

    private static readonly string[] Types = ["System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.Environment", "System.Console", "System.Diagnostics.Stopwatch", "System.Threading.Thread"];

    private static readonly string[] Members = ["System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow", "System.TimeProvider.System", "System.Random.Shared", "System.Guid.NewGuid"];

    [Test]
    public void Transforms_EveryFile_NamesNothingOfTheWorldOutside() =>
        Assert.That(SourceTree.Uses.Where(use => use.From.StartsWith("Iris.Transforms", StringComparison.Ordinal) && IsOutside(use)), Is.Empty);

    [Test]
    public void Gateway_EveryFile_TakesTheClockAndChanceFromItsConstructor()
    {
        // Allowed are the composition, the commands, code that waits for the system and not for time, and a check that never asks the clock it gives.
        string[] roots = ["Gateway/Hosting/", "Gateway/Commands/", "Gateway/Configuration/ProxyConfigurationExtensions.cs", "Gateway/Dispatch/BrokenAnswer.cs", "Gateway/Credentials/Google/ServiceAccount.cs"];
        Assert.That(
            SourceTree.Uses.Where(use => use.From.StartsWith("Iris.Gateway", StringComparison.Ordinal)
                && Members.Contains($"{use.To}.{use.Type}.{use.Member}")
                && !roots.Any(root => use.File.StartsWith(root, StringComparison.Ordinal))),
            Is.Empty);
    }

    private static bool IsOutside(TypeUse use) =>
        Array.Exists(Namespaces, name => use.To == name || use.To.StartsWith(name + ".", StringComparison.Ordinal))
        || Types.Contains($"{use.To}.{use.Type}")
        || Members.Contains($"{use.To}.{use.Type}.{use.Member}");
}
