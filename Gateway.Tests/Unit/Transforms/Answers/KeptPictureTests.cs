using System.Text.Json;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>
/// The promise: however a picture arrives and wherever it can be kept no further, the client gets the address of all its bytes, or all of them.
/// </summary>
internal sealed class KeptPictureTests
{
    private static readonly byte[] Picture = Convert.FromBase64String(RawAnswer.Pixel);

    [TestCase(false)]
    [TestCase(true)]
    public void Json_DividedAnywhereAndKeptUpToAnywhere_IsWhole(bool streams)
    {
        var body = Splits.Utf8(streams ? RawAnswer.Partial + RawAnswer.Completed : RawAnswer.Json.Replace("\"}]", "\"},{\"b64_json\":\"" + RawAnswer.Pixel + "\"}]"));
        foreach (var room in (int[])[0, 1, 2, 3, 4, 5, 30, Picture.Length - 1, Picture.Length])
        {
            Splits.ForEach(body, (division, feed) =>
            {
                using var answer = new KeptAnswer(streams, room);
                var reader = answer.Json();
                feed(bytes => reader.Feed(bytes));
                reader.Complete();
                Assert.That(reader.Failure, Is.Null, division);
                answer.Check(room, streams ? 1 : 2, $"room {room}, {division}");
            });
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Bytes_DividedAnywhereAndKeptUpToAnywhere_AreWhole(bool streams)
    {
        foreach (var room in (int[])[0, 1, 2, 3, 4, 5, 30, Picture.Length - 1, Picture.Length])
        {
            Splits.ForEach(Picture, (division, feed) =>
            {
                using var answer = new KeptAnswer(streams, room);
                var reader = new ImageBytesReader(answer.Sink, "image/png");
                feed(bytes => reader.Feed(bytes));
                reader.Complete();
                Assert.That(reader.Failure, Is.Null, division);
                answer.Check(room, 1, $"room {room}, {division}");
            });
        }
    }

    private sealed class KeptAnswer : IDisposable
    {
        private readonly Keeper _keeper;
        private readonly bool _streams;
        private readonly PooledBuffer _output = new();

        public KeptAnswer(bool streams, int room)
        {
            _streams = streams;
            _keeper = new Keeper(streams, room);
            var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Answer.Now));
            Context = new AnswerContext(clock, clock.GetTimestamp())
            {
                Identity = new("req-1"),
                Request = ReadRequest.Good(ReadRequest.With(streams ? "\"n\":1" : "\"n\":2,\"response_format\":\"url\"")) with { Stream = streams },
                UrlDelivery = UrlDelivery.Store,
                Keeper = _keeper,
            };
            Sink = OpenAIDialect.OpenAI.CreateSink(Context, _output);
        }

        public AnswerContext Context { get; }

        public ImageSink Sink { get; }

        public AnswerReader Json()
        {
            var call = new ProviderCall
            {
                Request = Context.Request,
                Model = "gpt-image-2",
                Address = new Uri("https://provider.test/v1/"),
                Settings = new Dictionary<string, string>(),
                Capabilities = new ModelCapabilities { Models = "*", Accepts = ImageParameters.None },
            };
            return ImagesAnswer.CreateReader(call, _streams ? "text/event-stream" : "application/json", Sink, OpenAIErrorReader.Read);
        }

        public void Check(int room, int pictures, string told)
        {
            var all = _streams
                ? EventStream.Parse(_output.WrittenSpan).Where(one => one.GetProperty("type").GetString() == "image_generation.completed").ToList()
                : [.. JsonDocument.Parse(_output.WrittenMemory).RootElement.GetProperty("data").EnumerateArray()];
            Assert.That(all, Has.Count.EqualTo(pictures), told);
            foreach (var picture in all)
            {
                var isKept = room >= Picture.Length;
                Assert.That(picture.TryGetProperty("url", out var url), Is.EqualTo(isKept), told);
                Assert.That(picture.TryGetProperty("b64_json", out var base64), Is.EqualTo(!isKept || _streams), told);
                if (isKept)
                    Assert.That(_keeper.Kept[url.GetString()!], Is.EqualTo(Picture), told);
                if (base64.ValueKind == JsonValueKind.String)
                    Assert.That(base64.GetString(), Is.EqualTo(RawAnswer.Pixel), told);
            }
            Assert.That(Sink.Base64Length, Is.EqualTo(pictures * RawAnswer.Pixel.Length), told);
            Assert.That(Sink.PictureBytes, Is.EqualTo(pictures * Picture.Length), told);
            Assert.That(Context.Warnings.Any(warning => warning.Code == "store_failed"), Is.EqualTo(room < Picture.Length), told);
        }

        public void Dispose() => _output.Dispose();
    }

    // Keeps pictures in memory, each up to a number of bytes, and confirms at once.
    private sealed class Keeper(bool isBeside, int room) : PictureKeeper(isBeside)
    {
        public Dictionary<string, byte[]> Kept { get; } = [];

        public override KeptPicture Begin() => new One(this);

        private sealed class One(Keeper keeper) : KeptPicture
        {
            private readonly List<byte> _bytes = [];
            private string? _address;

            public override long Length => _bytes.Count;

            public override string? Address => _address;

            public override bool Write(ReadOnlySpan<byte> bytes)
            {
                if (_bytes.Count + bytes.Length > keeper.Room)
                    return false;
                _bytes.AddRange(bytes);
                return true;
            }

            public override void End(string? mediaType, int width, int height)
            {
                Assert.That((mediaType, width, height), Is.EqualTo(("image/png", 1, 1)));
                _address = $"https://iris.test/{keeper.Kept.Count}";
                keeper.Kept[_address] = [.. _bytes];
            }

            public override int Read(long position, Span<byte> into)
            {
                // Short reads, as a disk may give them.
                var count = Math.Min(Math.Min(into.Length, 7), (int)(Length - position));
                for (var i = 0; i < count; i++)
                    into[i] = _bytes[(int)position + i];
                return count;
            }
        }

        private int Room => room;
    }
}
