using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>The answers of one call on their way to the client: several calls may share the sink.</summary>
internal sealed class CodecReading : IDisposable
{
    private readonly PooledBuffer _output = new();
    private readonly ImageProvider _provider;
    private readonly ProviderCall _call;

    /// <summary>Prepares the sink, with facts of its own: members found while reading must not add up over many readings of one call.</summary>
    public CodecReading(ImageProvider provider, ProviderCall call, CallIdentity identity)
    {
        (_provider, _call) = (provider, call);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
        Sink = OpenAIDialect.OpenAI.CreateSink(new AnswerContext(time, time.GetTimestamp()) { Identity = identity, Request = call.Request }, _output);
    }

    public ImageSink Sink { get; }

    public ImageError? Failure { get; private set; }

    /// <summary>The client's bytes so far.</summary>
    public string Text => Encoding.UTF8.GetString(_output.WrittenSpan);

    /// <summary>Reads an answer in the pieces that <paramref name="feed"/> makes of it.</summary>
    public CodecReading Read(string contentType, Action<Splits.Feed> feed)
    {
        Read(_provider.CreateReader(_call, contentType, Sink), feed);
        return this;
    }

    /// <summary>Reads a fixture whole.</summary>
    public CodecReading ReadFixture(string name)
    {
        var bytes = CodecFixture.Bytes(name);
        return Read(name.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json", feed => feed(bytes));
    }

    /// <summary>Reads a leg's answer.</summary>
    /// <returns>The outcome so far.</returns>
    public CodecOutcome Read(AnswerReader reader, Action<Splits.Feed> feed)
    {
        feed(reader.Feed);
        reader.Complete();
        Failure = reader.Failure;
        return new CodecOutcome(reader.Failure, reader.Next, Text, Sink.HasImage);
    }

    public void Dispose() => _output.Dispose();
}
