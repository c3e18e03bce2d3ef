using System.Text;
using Iris.Transforms.Codecs.Reading;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Reading;

/// <summary>The promise: each line is one document, wherever the bytes are divided, and a torn one is never taken for whole.</summary>
internal sealed class NdjsonTreeReaderTests
{
    [TestCase("{\"a\":1}\n{\"b\":\"x\\ny\",\"a\":2}\n", "a=1;|b=x\\ny;a=2;|.")]
    [TestCase("{\"a\":1}\r\n\r\n \t\r\n{\"a\":2}", "a=1;|a=2;|.")]
    [TestCase("\n\n{\"a\":1}\n\n", "a=1;|.")]
    [TestCase("  {\"a\":1}  \n{}\n", "a=1;||.")]
    [TestCase("\n \r\n", ".")]
    [TestCase("", ".")]
    public void Feed_Lines_AreDocumentsAtEverySplit(string lines, string expected) => Splits.ForEach(Splits.Utf8(lines), (division, feed) =>
    {
        var reader = new Recorder();
        feed(reader.Feed);
        reader.Complete();
        Assert.That(reader.Failure, Is.Null, division);
        Assert.That(reader.ToString(), Is.EqualTo(expected), division);
    });

    [TestCase("{\"a\":1}\n{\"a\":", "a=1;|", "truncated_response")]
    [TestCase("{\"a\":1}\n{\"b\":\"x", "a=1;|b=x", "truncated_response")]
    [TestCase("{\"a\":1\n}\n{\"a\":2}\n", "a=1;", "malformed_response")]
    [TestCase("{\"a\":1}{\"a\":2}\n", "a=1;", "malformed_response")]
    [TestCase("{\"a\":1}\nnot json\n{\"a\":2}\n", "a=1;|", "malformed_response")]
    public void Feed_LineThatIsNotWhole_IsAFailureAtEverySplit(string lines, string before, string code) =>
        Splits.ForEach(Splits.Utf8(lines), (division, feed) =>
    {
        var reader = new Recorder();
        feed(reader.Feed);
        reader.Complete();
        Assert.That(reader.Failure?.Code, Is.EqualTo(code), division);
        Assert.That(reader.ToString(), Is.EqualTo(before), division);
    });

    /// <summary>Writes down what it reads: <c>|</c> ends a line, <c>.</c> the answer.</summary>
    private sealed class Recorder : NdjsonTreeReader
    {
        private readonly StringBuilder _text = new();
        private bool _inString;

        public override string ToString() => _text.ToString();

        protected override ValueUse UseOf(string path, ValueKind kind) => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Keep;

        protected override void OnKept(string path, ReadOnlySpan<byte> json) => _text.Append($"{path}={Splits.Latin(json)};");

        protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
        {
            _text.Append(_inString ? "" : path + "=").Append(Splits.Latin(raw)).Append(last ? ";" : "");
            _inString = !last;
        }

        protected override void OnWhole() => _text.Append('|');

        protected override void OnLastWhole() => _text.Append('.');
    }
}
