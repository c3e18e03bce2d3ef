using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// What a request holds beside its pictures, as a JSON object that grows while the request is read: forms and documents with pictures become the
/// same text, so that the same rules and messages apply to all.
/// </summary>
internal sealed class OpenAIRequestMembers : IDisposable
{
    private readonly RouteWording _wording;
    private readonly RequestScope _scope;
    private readonly PooledBuffer _json = new();

    /// <summary>Begins a request.</summary>
    /// <param name="wording">The route's own messages.</param>
    /// <param name="scope">How it is read.</param>
    /// <param name="pictures">Its pictures.</param>
    /// <param name="judge">Judges the members that stand before the first picture.</param>
    public OpenAIRequestMembers(RouteWording wording, RequestScope scope, RequestPictures pictures, Func<ImageRequest, ImageError?> judge)
    {
        (_wording, _scope, Pictures) = (wording, scope, pictures);
        pictures.Judge = () => JudgeSoFar(judge);
    }

    /// <summary>The request's pictures.</summary>
    public RequestPictures Pictures { get; }

    /// <summary>What the route's path asks for.</summary>
    public ImageOperation Operation => _scope.Operation;

    /// <summary>The JSON so far. Until the end it has no closing brace.</summary>
    public PooledBuffer Json => _json;

    /// <summary>The members so far as a whole object, with what is held until the end.</summary>
    public Func<byte[]>? SoFar { get; set; }

    /// <summary>The failure of a body that is not JSON.</summary>
    public ImageError Malformed(string cause) => OpenAIRequestReader.InvalidJson(_wording, cause);

    /// <summary>Reads the whole object.</summary>
    public ImageError? Read(out ImageRequest? request) =>
        OpenAIRequestReader.Read(new ReadOnlySequence<byte>(_json.WrittenMemory), _wording, _scope, Pictures, isWhole: true, out request);

    public void Dispose() => _json.Dispose();

    private ImageError? JudgeSoFar(Func<ImageRequest, ImageError?> judge)
    {
        var text = SoFar?.Invoke() ?? [.. _json.WrittenSpan, (byte)'}'];
        return OpenAIRequestReader.Read(new(text), _wording, _scope, Pictures, isWhole: false, out var request) ?? judge(request!);
    }
}
