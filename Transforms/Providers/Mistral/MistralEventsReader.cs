using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Reads a conversation's events: <c>tool.execution.*</c> while the picture is made, <c>message.output.delta</c> with text or the picture's file,
/// <c>conversation.response.done</c> with the usage at the end, or <c>conversation.response.error</c>. Every event counts as progress.
/// </summary>
internal sealed class MistralEventsReader(ProviderCall call, ImageSink sink) : SseTreeReader
{
    private readonly MistralFindings _findings = new(call, sink);
    private readonly MistralErrorMembers _error = new();
    private byte[] _usage = [];
    private string? _type;
    private bool _isDone;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) =>
        path == "usage" || MistralErrorMembers.IsMember(path) ? ValueUse.Keep : MistralFindings.UseOf(path, kind);

    /// <inheritdoc/>
    protected override void OnStart(string path)
    {
        if (IsChunk(path))
            _findings.StartChunk();
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        if (IsChunk(path))
            _findings.EndChunk();
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        if (path == "usage")
            _usage = json.ToArray();
        else if (MistralErrorMembers.IsMember(path))
            KeepMember(path, json);
        else
            _findings.Member(path, TextOf(json));
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last) => _findings.Words(raw);

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        RefuseError();
        _isDone |= Is("conversation.response.done");
        _error.Clear();
        _type = null;
        sink.Progress();
    }

    /// <inheritdoc/>
    protected override void OnBareEvent() => RefuseError();

    /// <inheritdoc/>
    protected override void OnLastWhole()
    {
        if (!_isDone)
            throw new FormatException("the stream ended before the conversation did");
        Next = _findings.Fetch(_usage);
        if (Next is null)
            Failure = _findings.Refusal() ?? NoImage(_findings.Reason);
    }

    // An event's type has dots. An error's class is also called "type" but has none, and is kept with the error.
    private void KeepMember(string path, ReadOnlySpan<byte> json)
    {
        if (path == "type" && TextOf(json) is { } type && type.Contains('.'))
            _type = type;
        else
            _error.Add(path, json);
    }

    private void RefuseError()
    {
        // An error outside the conversation is a flat object whose type has no dots.
        if (!Is("conversation.response.error") && !Is("error") && (_type is not null || !_error.HasText))
            return;
        Failure = _error.Read();
        // The rest of this piece must not be read: otherwise the outcome depends on where the bytes are divided.
        throw new FormatException("the answer is an error");
    }

    private bool Is(string type) => _type == type || EventName == type;

    private static bool IsChunk(string path) => path is "content" or "content[]";
}
