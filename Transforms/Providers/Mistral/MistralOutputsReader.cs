using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>Reads a whole conversation, <c>{"outputs": [{"type": "message.output", "content"}], "usage"}</c>, and asks for its pictures.</summary>
internal sealed class MistralOutputsReader(ProviderCall call, ImageSink sink) : JsonTreeReader
{
    private const string Entry = "outputs[].";

    private readonly MistralFindings _findings = new(call, sink);
    private readonly MistralErrorMembers _error = new();
    private byte[] _usage = [];

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind)
    {
        if (path is "outputs" or "outputs[]")
            return ValueUse.Enter;
        if (path.StartsWith(Entry, StringComparison.Ordinal))
            return MistralFindings.UseOf(path[Entry.Length..], kind);
        return path == "usage" || MistralErrorMembers.IsMember(path) ? ValueUse.Keep : ValueUse.Skip;
    }

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
        else if (path.StartsWith(Entry, StringComparison.Ordinal))
            _findings.Member(path, TextOf(json));
        else
            _error.Add(path, json);
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last) => _findings.Words(raw);

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        Next = _findings.Fetch(_usage);
        if (Next is null)
            Failure = _error.HasText ? _error.Read() : _findings.Refusal() ?? NoImage(_findings.Reason);
    }

    private static bool IsChunk(string path) => path is Entry + "content" or Entry + "content[]";
}
