using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>The promise: every line has its time as its reader needs it, and a machine's line its trace and request without any setting.</summary>
internal sealed class ConsoleFormTests
{
    private static FakeTimeProvider Clock()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 20, 47, 43, 123, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(5.5), "here", "here"));
        return clock;
    }

    [TestCase(false, "02:17:43 warning: hello\n")]
    [TestCase(true, "2026-11-28T02:17:43.123+05:30 warning: hello\n")]
    public void Lines_HaveATimeOnATerminalAndADateElsewhere(bool isDated, string expected)
    {
        using var writer = new StringWriter();
        new ConsoleLines(Clock(), isDated).Write(new LogEntry<string>(LogLevel.Warning, "Iris.X", default, "hello", null, (state, _) => state), null, writer);

        Assert.That(writer.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Json_HasTheTimeInRfc3339AndTheIdsBesideTheMessage()
    {
        var line = Write([new("RequestId", "r1"), new("TraceId", "t1"), new("Status", 200), new("Stream", true), new("Bytes", 5L), new("Ratio", 0.5), new("None", null)]);

        Assert.Multiple(() =>
        {
            Assert.That((string?)line["Timestamp"], Is.EqualTo("2026-11-28T02:17:43.123+05:30"));
            Assert.That((string?)line["LogLevel"], Is.EqualTo("Information"));
            Assert.That((string?)line["Category"], Is.EqualTo("Iris.X"));
            Assert.That((int?)line["EventId"], Is.EqualTo(7));
            Assert.That((string?)line["EventName"], Is.EqualTo("Seven"));
            Assert.That((string?)line["Message"], Is.EqualTo("a \"b\" → c\nd"));
            Assert.That((string?)line["RequestId"], Is.EqualTo("r1"));
            Assert.That((string?)line["TraceId"], Is.EqualTo("t1"));
            Assert.That(line["State"]!.ToJsonString(), Is.EqualTo("""{"RequestId":"r1","TraceId":"t1","Status":200,"Stream":true,"Bytes":5,"Ratio":0.5,"None":null}"""));
        });
    }

    [Test]
    public void Json_InsideASpan_HasItsIds()
    {
        using var activity = new Activity("a").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Write([]);

        Assert.That((string?)line["TraceId"], Is.EqualTo(activity.TraceId.ToHexString()));
        Assert.That((string?)line["SpanId"], Is.EqualTo(activity.SpanId.ToHexString()));
    }

    [Test]
    public async Task Program_WithJson_WritesOneObjectALineWithDateAndZone()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        await using var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0", "--Logging:Console:FormatterName=json");
        var line = JsonNode.Parse(await program.LineAsync("Iris listens on"))!;

        Assert.That(DateTimeOffset.TryParseExact(
            (string)line["Timestamp"]!, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), (string)line["Timestamp"]!);
    }

    [TestCase("lines", @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d Iris listens")]
    [TestCase("simple", @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d info: ")]
    public async Task Program_IntoAPipe_WritesDates(string formatter, string expected)
    {
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        await using var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0", $"--Logging:Console:FormatterName={formatter}");

        Assert.That(await program.LineAsync("Iris listens on"), Does.Match(expected));
    }

    private static JsonNode Write(KeyValuePair<string, object?>[] members)
    {
        using var writer = new StringWriter();
        var sut = new ConsoleJson(Clock(), new Fixed());
        sut.Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Iris.X", new EventId(7, "Seven"), members, null, (_, _) => "a \"b\" → c\nd"),
            null, writer);
        Assert.That(writer.ToString().AsSpan().Count('\n'), Is.EqualTo(1), "one line");
        return JsonNode.Parse(writer.ToString())!;
    }

    private sealed class Fixed : IOptionsMonitor<JsonConsoleFormatterOptions>
    {
        public JsonConsoleFormatterOptions CurrentValue { get; } = new();

        public JsonConsoleFormatterOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<JsonConsoleFormatterOptions, string?> listener) => null;
    }
}
