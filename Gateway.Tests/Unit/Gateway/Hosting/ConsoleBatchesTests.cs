using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>The console log: what is said comes out, in order, together and once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ConsoleBatchesTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 8, 30, 5, TimeSpan.Zero));
    private readonly Terminal _console = new();

    public void Dispose() => _console.Dispose();

    [Test]
    public void Log_SeveralLines_ComeOutTogetherAfterTheDelay()
    {
        using var sut = Create();
        var logger = sut.CreateLogger("Iris.Gateway.Access");
        logger.LogInformation("first");
        _clock.Advance(ConsoleBatches.Delay - TimeSpan.FromMilliseconds(1));
        logger.LogWarning("second \U0001F98A");
        Assert.That(_console.Text, Is.Empty);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(_console.Text, Is.EqualTo("08:30:05 first\n08:30:05 warning: second \U0001F98A\n"));
        logger.LogInformation("third");
        _clock.Advance(ConsoleBatches.Delay);
        Assert.That(_console.Text, Does.EndWith("08:30:05 third\n"));
    }

    [Test]
    public void Log_AnswerBrokeOff_IsLeftToTheRequestsOwnLine()
    {
        using var sut = Create();
        var logger = sut.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");

        logger.LogError(new AnswerBrokeOffException(), "an unhandled exception");
        logger.LogError(new InvalidOperationException("a fault"), "another one");
        _clock.Advance(ConsoleBatches.Delay);

        Assert.That(_console.Text, Does.Contain("another one").And.Contain("a fault").And.Not.Contain("an unhandled exception"));
    }

    [Test]
    public void Dispose_LinesWait_AreWritten()
    {
        var sut = Create();
        sut.CreateLogger("Iris.Gateway").LogInformation("last words");

        sut.Dispose();

        Assert.That(_console.Text, Is.EqualTo("08:30:05 last words\n"));
    }

    [Test]
    public void Log_CharactersOutsideTheFirstPlane_AreWholeWhereverTheTextIsDivided()
    {
        using var sut = Create();
        var logger = sut.CreateLogger("Iris.Gateway");
        var line = "x" + string.Concat(Enumerable.Repeat("\U0001F98A", 9000));
        logger.LogInformation("{Line}", line);
        logger.LogInformation("{Line}", line);

        sut.Flush();

        Assert.That(_console.Text, Is.EqualTo($"08:30:05 {line}\n08:30:05 {line}\n"));
    }

    [Test]
    public void Log_ConsoleDoesNotTakeThem_LinesBeyondTheBoundAreLeftOutAndCounted()
    {
        using var sut = Create();
        var logger = sut.CreateLogger("Iris.Gateway");
        var line = new string('x', ConsoleBatches.MostWaiting / 2);
        for (var i = 0; i < 5; i++)
            logger.LogInformation("{Line}", line);
        logger.LogInformation("short");

        sut.Flush();

        Assert.That(_console.Text, Has.Length.LessThan(ConsoleBatches.MostWaiting + 100));
        Assert.That(_console.Text, Does.EndWith("short\n(4 lines were left out: the console is too slow)\n"));
    }

    [Test]
    public void Flush_NobodyReadsTheConsole_IsNoFault()
    {
        using var sut = Create();
        _console.IsBroken = true;
        sut.CreateLogger("Iris.Gateway").LogInformation("unheard");

        Assert.That(sut.Flush, Throws.Nothing);
    }

    private ConsoleBatches Create() =>
        new([new ConsoleLines(_clock)], Options.Create(new ConsoleLoggerOptions { FormatterName = ConsoleLines.FormatterName }), _console, _clock);

    private sealed class Terminal : MemoryStream
    {
        public bool IsBroken { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsBroken)
                throw new IOException("broken pipe");
            base.Write(buffer);
        }
    }
}
