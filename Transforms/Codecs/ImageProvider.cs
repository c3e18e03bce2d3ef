using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Codecs;

/// <summary>Where a provider expects its key.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Prefix">The text before the key, for instance <c>Bearer </c>.</param>
public sealed record KeyPlacement(string Header, string Prefix)
{
    /// <summary><c>Authorization: Bearer KEY</c></summary>
    public static KeyPlacement Bearer { get; } = new("Authorization", "Bearer ");
}

/// <summary>
/// A codec: writes the requests of one provider, and reads its answers and failures. Stateless; one instance serves all calls. The objects that it
/// creates live for one exchange.
/// </summary>
public abstract class ImageProvider
{
    private static readonly Dictionary<string, string> NoSettings = [];

    /// <summary>The value of <c>Metadata.ImageApi</c>, in lower case.</summary>
    public abstract string Name { get; }
    /// <summary>The name of this provider in OpenTelemetry's <c>gen_ai.provider.name</c>.</summary>
    public abstract string TelemetryName { get; }
    /// <summary>
    /// Whether a destination without a key is unusable, unless it sets <c>Keyless: true</c> or a setting replaces the key. False for self-hosted
    /// servers, which usually have no key.
    /// </summary>
    public virtual bool NeedsKey => true;
    /// <summary>The settings of its destinations. Other settings are kept as well, but a near miss of one of these names is an error.</summary>
    public virtual IReadOnlyList<ProviderSetting> Settings => [];
    /// <summary>The header of the key, unless the destination names another.</summary>
    public virtual KeyPlacement Key => KeyPlacement.Bearer;
    /// <summary>The kind of credential, unless the destination has a key.</summary>
    public virtual CredentialKind Credential => CredentialKind.Key;
    /// <summary>The service in the scope of Amazon's signatures, for <see cref="CredentialKind.Aws"/>; else null.</summary>
    public virtual string? SigningService => null;
    /// <summary>The hosts that its answers may point to, besides the destination's own.</summary>
    public virtual ProviderHosts Hosts => ProviderHosts.Own;
    /// <summary>True when the gateway itself draws: a call never leaves the process, and no route can pass through.</summary>
    public virtual bool RunsInside => false;
    /// <summary>
    /// Headers of a failed answer that name the failure's class; the first one present becomes <see cref="ErrorAnswer.ErrorType"/>.
    /// </summary>
    public virtual IReadOnlyList<string> ErrorTypeHeaders => [];
    /// <summary>
    /// False when the provider has no image API: image calls are refused before sending, and only pass-through routes reach the provider.
    /// </summary>
    public virtual bool Draws => true;
    /// <summary>Names of query parameters that carry a client's own credential; pass-through routes remove them.</summary>
    public virtual IReadOnlyList<string> CredentialQuery => ["api_key", "api-key", "apikey", "access_token"];
    /// <summary>
    /// The table of models, the only place that names one. The first row that covers a model counts; the last row covers every name, because a
    /// model that is newer than the table is served as well.
    /// </summary>
    public abstract IReadOnlyList<ModelCapabilities> Models { get; }

    /// <summary>
    /// The operations that the codec writes. The table tells what models can do; only what stands here as well is offered to clients.
    /// </summary>
    public virtual ImageOperations Serves => ImageOperations.Generation;

    /// <summary>The table's names to list, as far as the codec serves what the models do; those that end are included.</summary>
    public IEnumerable<string> KnownModels => Models.Where(row => (row.Operations & Serves) != 0).SelectMany(row => row.Listed);

    /// <summary>
    /// The name under which a model is counted in metrics: without what a single call may add to it, so that all its calls have one name.
    /// </summary>
    /// <param name="model">The model as a request names it, without the cluster's prefix.</param>
    public virtual string ModelLabel(string model) => model;

    /// <summary>What its models cost (docs/costs.md); <see cref="PriceTable.Free"/> where nobody sends a bill.</summary>
    internal virtual PriceTable Prices => PriceTable.Empty;

    /// <summary>Whether its answers say what they cost, so that no table can know better.</summary>
    internal virtual bool TellsCost => false;

    /// <summary>What the <c>usage</c> of an answer says that its call has cost, in USD; null when it says nothing.</summary>
    /// <param name="usage">The raw object, in OpenAI's form; members that OpenAI does not have are kept.</param>
    internal virtual decimal? CostIn(ReadOnlySpan<byte> usage) => null;

    /// <summary>The name under which a model's price is listed.</summary>
    /// <param name="model">The model as a request names it, without the cluster's prefix.</param>
    /// <param name="settings">The destination's settings, which may name the model better.</param>
    internal virtual string PricedModel(string model, IReadOnlyDictionary<string, string> settings) => ModelLabel(model);

    /// <summary>
    /// Members outside the contract that its API has and whose names are nearly those of the contract's: they are no mistakes of the client.
    /// </summary>
    public virtual IReadOnlyList<string> KnownExtras => ["image", "init_image", "input_image", "mode", "speed"];

    /// <summary>What a model accepts and returns; an unknown model gets the family's defaults.</summary>
    public ModelCapabilities CapabilitiesOf(string model) => CapabilitiesOf(model, NoSettings);

    /// <summary>The same for one destination, whose settings may describe the model better than its name.</summary>
    public virtual ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) =>
        ModelCapabilities.Of(Models, model);

    /// <summary>The same, where the destination's address tells more.</summary>
    public virtual ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings, Uri address) =>
        CapabilitiesOf(model, settings);

    /// <summary>The form in which a call's mask is sent; the model's own unless the task decides.</summary>
    public virtual MaskForm MaskFormOf(ProviderCall call) => call.Capabilities.Edits?.Mask ?? MaskForm.None;

    /// <summary>Refuses a call before <see cref="CreateRequest"/> runs; null when the call is allowed.</summary>
    public virtual ImageError? Refuse(ProviderCall call) => null;

    /// <summary>Writes the provider's request.</summary>
    public abstract ProviderRequest CreateRequest(ProviderCall call);

    /// <summary>Creates a reader for a 2xx answer.</summary>
    /// <param name="call">The answered call.</param>
    /// <param name="contentType">The answer's media type without parameters, in lower case; null when missing.</param>
    /// <param name="sink">Receives the answer.</param>
    public abstract AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink);

    /// <summary>Reads a failure; as OpenAI and most of its kin write it, unless the provider has a form of its own.</summary>
    public virtual ImageError ReadError(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
