using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: the rooms of docs/architecture.md stand in an order, and none uses one above it.</summary>
public sealed partial class RoomTests
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    // Each line names the rooms that a room may use. They stand above it, so that there can be no circle.
    private static readonly Dictionary<string, string> Transforms = new()
    {
        ["Wire"] = "",
        ["Requests"] = "",
        ["Answers"] = "Wire Requests",
        ["Dialects"] = "Wire Requests Answers",
        ["Prices"] = "Requests Answers",
        ["Codecs"] = "Wire Requests Answers Prices",
        ["Families"] = "Wire Requests Answers Prices Codecs",
        ["Providers"] = "Wire Requests Answers Prices Codecs Families",
        ["Catalog"] = "Codecs Providers",
    };

    private static readonly Dictionary<string, string> Gateway = new()
    {
        ["Model"] = "",
        ["Files"] = "",
        ["Calls"] = "Model",
        ["Credentials"] = "Model Calls",
        ["Configuration"] = "Model Credentials",
        ["Envelopes"] = "Model Calls",
        ["Telemetry"] = "Model Calls Configuration",
        ["Legs"] = "Model Calls Credentials Telemetry",
        ["Spool"] = "Model Files Calls Configuration",
        ["Checks"] = "Model Configuration",
        ["State"] = "Model Files Configuration",
        ["Store"] = "Model Files Calls Credentials Configuration Envelopes Spool State",
        ["Access"] = "Model Calls Configuration Envelopes State",
        ["Recordings"] = "Calls Spool Store Access",
        ["Idempotency"] = "Model Calls Spool State Store Access Recordings",
        ["Jobs"] = "Model Calls Envelopes Legs State Store Access Recordings Idempotency",
        ["CallLogs"] = "Model Calls Configuration Telemetry State",
        ["Documents"] = "",
        ["Admin"] = "Model Calls Configuration Envelopes State Access CallLogs Documents",
        ["Exchanges"] = "Model Calls Legs Spool Store",
        ["Ingress"] = "Model Calls Configuration Spool",
        ["PassThrough"] = "Model Calls Credentials Configuration Envelopes Telemetry Access",
        ["Dispatch"] = "Model Calls Configuration Ingress Envelopes Telemetry",
        ["Yarp"] = "Model Calls Credentials Configuration Telemetry Legs Exchanges PassThrough",
        ["Endpoints"] = "Model Calls Configuration Envelopes Access",
        ["Hosting"] = "Model Calls Credentials Configuration Envelopes Telemetry Legs Spool State Store Access Idempotency Jobs CallLogs Documents Admin Ingress PassThrough Dispatch Yarp Endpoints Checks",
        ["Commands"] = "Model Calls Credentials Configuration Checks Legs Yarp Endpoints Hosting",
    };

    [Test]
    public void Rooms_OfTransforms_UseOnlyThoseAbove() => AssertOrder("Iris.Transforms", Transforms);

    [Test]
    public void Rooms_OfTheGateway_UseOnlyThoseAbove() => AssertOrder("Iris.Gateway", Gateway);

    [Test]
    public void Tables_Rooms_StandInThePageAsTheyAreHere()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/architecture.md")).Select(line => RoomRow().Match(line)).Where(row => row.Success)
            .ToDictionary(row => row.Groups["room"].Value, row => row.Groups["uses"].Value.Split(',', Trimmed).Order());
        // The composition and the commands use all; the catalog is a file and has its name there.
        foreach (var (room, uses) in Transforms.Concat(Gateway).Where(row => row.Key is not ("Hosting" or "Commands" or "Catalog")))
            Assert.That(rows.GetValueOrDefault(room), Is.EqualTo(Split(uses).Order()), room);
    }

    [Test]
    public void Tables_Rooms_NameOnlyRoomsAbove()
    {
        foreach (var table in (Dictionary<string, string>[])[Transforms, Gateway])
        {
            var above = new HashSet<string>();
            foreach (var (room, uses) in table)
            {
                Assert.That(Split(uses), Is.SubsetOf(above), room);
                above.Add(room);
            }
        }
    }

    [Test]
    public void Projects_Transforms_KnowsNeitherGatewayNorSandbox() =>
        Assert.That(
            SourceTree.Uses.Where(use => use.IsOurs && (IsIn(use.From, "Iris.Transforms") && !IsIn(use.To, "Iris.Transforms")
                || IsIn(use.From, "Iris.Sandbox") && !IsIn(use.To, "Iris.Sandbox"))),
            Is.Empty);

    [Test]
    public void Providers_EachFolder_KnowsNoOtherProvider() =>
        Assert.That(
            SourceTree.Uses.Where(use => Provider(use.From) is { } own && Provider(use.To) is { } other && own != other), Is.Empty);

    private static void AssertOrder(string project, Dictionary<string, string> table)
    {
        var uses = SourceTree.Uses.Where(use => IsIn(use.From, project) && IsIn(use.To, project)).ToArray();
        var faults = uses.Where(use => Room(use.From, project) != Room(use.To, project)
            && (!table.TryGetValue(Room(use.From, project), out var allowed) || !Split(allowed).Contains(Room(use.To, project))));
        Assert.Multiple(() =>
        {
            Assert.That(faults.Select(use => $"{Room(use.From, project)} → {Room(use.To, project)}: {use}"), Is.Empty);
            // A permission that nobody needs any more would let a wall fall unseen.
            Assert.That(
                table.SelectMany(row => Split(row.Value).Select(used => (row.Key, used)))
                    .Except(uses.Select(use => (Room(use.From, project), Room(use.To, project))))
                    .Select(edge => $"{edge.Item1} → {edge.Item2} is allowed and not used"),
                Is.Empty);
        });
    }

    private static string[] Split(string rooms) => rooms.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsIn(string name, string project) => name == project || name.StartsWith(project + ".", StringComparison.Ordinal);

    private static string Room(string name, string project) => name == project ? "Catalog" : name[(project.Length + 1)..].Split('.')[0];

    private static string? Provider(string name)
    {
        const string Folder = "Iris.Transforms.Providers.";
        return name.StartsWith(Folder, StringComparison.Ordinal) ? name[Folder.Length..].Split('.')[0] : null;
    }

    [GeneratedRegex("^\\| `(?<room>\\w+)(/<Name>)?` \\| .* \\| ?(?<uses>[^|]*)\\|$")]
    private static partial Regex RoomRow();
}
