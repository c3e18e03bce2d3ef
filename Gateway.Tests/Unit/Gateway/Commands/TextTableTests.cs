using Iris.Gateway.Commands;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Commands;

/// <summary>A table is drawn whatever is in it and however narrow the terminal is; only its last column is broken.</summary>
internal sealed class TextTableTests
{
    private const string Long = "openrouter/sourceful/riverflow-v2.5-fast-of-a-very-long-name-that-fills-a-line";
    private const string Words = "what is said in the last column may be long and is broken at words, line by line, where the terminal ends";

    [TestCase("a", "b", "c")]
    [TestCase(Long, "draws, edits, varies", "")]
    [TestCase(Long, "draws, edits, varies", "3")]
    [TestCase(Long, Long, Words)]
    [TestCase("", "", Words)]
    [TestCase("家のスタイル家のスタイル家のスタイル家のスタイル家のスタイル家のスタイル", "😀", "家のスタイル")]
    public async Task Write_WhateverItHolds_Ends(string first, string second, string last)
    {
        foreach (var width in (int?[])[null, 60, 80, 120])
        {
            using var output = new StringWriter { NewLine = "\n" };
            var table = new TextTable("model", "does", "");
            table.Add(first, second, last);
            table.Add("x", "y", "z");

            await Task.Run(() => table.Write(new Terminal(output, TextWriter.Null, width), "  ")).WaitAsync(Patience.Long);

            var lines = output.ToString().TrimEnd('\n').Split('\n');
            Assert.That(lines[1], Does.StartWith("  " + first).And.Contain(second), "neither is broken");
            Assert.That(lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "x", "y", "z" }));
            Assert.That(lines, Has.All.Matches<string>(line => line == line.TrimEnd()), "no line is filled with spaces");
            if (width is null)
                Assert.That(lines, Has.Length.EqualTo(3), "a pipe's line is never broken");
        }
    }
}
