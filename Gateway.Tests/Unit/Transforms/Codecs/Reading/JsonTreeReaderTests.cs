using System.Text;
using Iris.Transforms.Codecs.Reading;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Reading;

/// <summary>Promise: a value is known by where it stands, whatever its name looks like, however the bytes are divided.</summary>
public sealed class JsonTreeReaderTests
{
    [TestCase("""{"a":1,"b":{"c":"x"},"d":["y",{"e":true}]}""", "a=1 b.c=\"x\" d[]=\"y\" d[].e=true")]
    [TestCase("""{"b.c":"x","d[]":"y","d":[{"f[].g":1,"e":2}],"a":null}""", "d[].e=2")]
    [TestCase("""{"b.c":{"deep":["x",{"y":1}]},"a":1}""", "a=1")]
    [TestCase("""{"b\u002ec":"x","\u0061":1}""", "a=1")]
    [TestCase("""[{"a":1},[{"a":2}],"s",3]""", "[].a=1 [][].a=2 []=\"s\" []=3")]
    public void Feed_Document_GivesItsValuesByPathAtEverySplit(string json, string values)
    {
        Splits.ForEach(Splits.Utf8(json), (division, feed) =>
        {
            var reader = new Recorder();
            feed(reader.Feed);
            reader.Complete();
            Assert.That(reader.Failure, Is.Null, division);
            Assert.That(reader.Values, Is.EqualTo(values), division);
        });
    }

    private sealed class Recorder : JsonTreeReader
    {
        private readonly List<string> _values = [];

        public string Values => string.Join(' ', _values);

        protected override ValueUse UseOf(string path, ValueKind kind) =>
            kind is ValueKind.Object or ValueKind.Array ? ValueUse.Enter : ValueUse.Keep;

        protected override void OnKept(string path, ReadOnlySpan<byte> json) => _values.Add($"{path}={Encoding.UTF8.GetString(json)}");

        protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
        {
        }

        protected override void OnWhole()
        {
        }
    }
}
