using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs;

/// <summary>
/// A provider whose table has rows of its own type. The row of a call is looked up once, before the call is checked, and the codec receives it.
/// </summary>
/// <typeparam name="TRow">The type of a row: plain data that an installation may change.</typeparam>
public abstract class ImageProvider<TRow> : ImageProvider
    where TRow : ModelCapabilities
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<ModelCapabilities> Models => Rows;

    /// <inheritdoc/>
    public sealed override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) => RowOf(model, settings);

    /// <inheritdoc/>
    public sealed override ImageError? Refuse(ProviderCall call) => Refuse(call, (TRow)call.Capabilities);

    /// <inheritdoc/>
    public sealed override ProviderRequest CreateRequest(ProviderCall call) => CreateRequest(call, (TRow)call.Capabilities);

    /// <inheritdoc/>
    public sealed override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        CreateReader(call, (TRow)call.Capabilities, contentType, sink);

    /// <inheritdoc cref="ImageProvider.Models"/>
    protected abstract IReadOnlyList<TRow> Rows { get; }

    /// <summary>The row of a model on a destination; an unknown model gets the family's defaults.</summary>
    /// <param name="model">The model's name at the provider.</param>
    /// <param name="settings">The destination's settings, which may describe the model better than its name.</param>
    protected virtual TRow RowOf(string model, IReadOnlyDictionary<string, string> settings) => ModelCapabilities.Of(Rows, model);

    /// <inheritdoc cref="Refuse(ProviderCall)"/>
    protected virtual ImageError? Refuse(ProviderCall call, TRow row) => null;

    /// <inheritdoc cref="CreateRequest(ProviderCall)"/>
    protected abstract ProviderRequest CreateRequest(ProviderCall call, TRow row);

    /// <inheritdoc cref="CreateReader(ProviderCall, string?, ImageSink)"/>
    protected abstract AnswerReader CreateReader(ProviderCall call, TRow row, string? contentType, ImageSink sink);
}
