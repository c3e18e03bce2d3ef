using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// The common part of both interfaces: where the key stands, which models exist, how methods are named, the bodies and the answers. Each interface
/// adds its address and the parameters that its models accept.
/// </summary>
internal abstract class GoogleProvider : ImageProvider<GoogleModel>
{
    /// <inheritdoc/>
    public sealed override KeyPlacement Key { get; } = new("x-goog-api-key", "");
    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> CredentialQuery => ["key", "access_token"];
    /// <inheritdoc/>
    protected sealed override IReadOnlyList<GoogleModel> Rows => Table.Rows;

    /// <summary>The models, with the parameters that this interface accepts.</summary>
    protected abstract GoogleModels Table { get; }

    /// <inheritdoc/>
    public sealed override ImageError ReadError(ErrorAnswer answer) => GoogleErrorReader.Read(answer);

    /// <summary>The address of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="method">The end of the path: <c>models/</c>, the model and its method.</param>
    protected abstract Uri AddressOf(ProviderCall call, string method);

    /// <inheritdoc/>
    internal sealed override string PricedModel(string model, IReadOnlyDictionary<string, string> settings) => GoogleModels.NameOf(model);

    /// <inheritdoc/>
    protected sealed override GoogleModel RowOf(string model, IReadOnlyDictionary<string, string> settings) => Table.Of(model);

    /// <inheritdoc/>
    protected sealed override ImageError? Refuse(ProviderCall call, GoogleModel row) => ModelPath.Refuse(call.Model) ?? InputParts.Refuse(call, row);

    /// <inheritdoc/>
    protected sealed override ProviderRequest CreateRequest(ProviderCall call, GoogleModel row) => new()
    {
        Uri = AddressOf(call, "models/" + MethodOf(call, row)),
        Body = row.Family == GoogleFamily.Imagen ? ImagenWriter.Write(call, row) : GenerateContentWriter.Write(call, row),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };

    /// <inheritdoc/>
    protected sealed override AnswerReader CreateReader(ProviderCall call, GoogleModel row, string? contentType, ImageSink sink)
    {
        if (row.Family == GoogleFamily.Imagen)
            return new ImagenReader(sink, ReadError);
        // The answer's media type tells whether it is a stream.
        return new GenerateContentReader(sink, ReadError, isStream: contentType == "text/event-stream");
    }

    private static string MethodOf(ProviderCall call, GoogleModel row)
    {
        // On Vertex "@" separates a version and needs no escape.
        var name = ModelPath.Segment(GoogleModels.NameOf(call.Model)).Replace("%40", "@", StringComparison.Ordinal);
        if (row.Family == GoogleFamily.Imagen)
            return name + ":predict";
        return name + (call.Streams ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }
}
