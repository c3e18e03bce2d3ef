using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs;

/// <summary>Where a provider wants its key.</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Prefix">What stands before the key, for instance <c>Bearer </c>.</param>
public sealed record KeyPlacement(string Header, string Prefix)
{
    /// <summary><c>Authorization: Bearer KEY</c></summary>
    public static KeyPlacement Bearer { get; } = new("Authorization", "Bearer ");
}

/// <summary>
/// A codec: how one provider is asked, and how its answers and failures are read. Stateless; one instance serves all
/// calls. What it creates lives for one exchange.
/// </summary>
public abstract class ImageProvider
{
    /// <summary>The value of <c>Metadata.ImageApi</c>, in lower case.</summary>
    public abstract string Name { get; }
    /// <summary>The name of this provider in OpenTelemetry's <c>gen_ai.provider.name</c>.</summary>
    public abstract string TelemetryName { get; }
    /// <summary>
    /// Whether a destination without a key is unusable, unless it says <c>Keyless: true</c> or a setting takes the key's place. False for servers of
    /// one's own, where a key is possible and none is usual.
    /// </summary>
    public virtual bool NeedsKey => true;
    /// <summary>The settings of its destinations. Others are kept as well; one whose name is nearly one of these is an error.</summary>
    public virtual IReadOnlyList<ProviderSetting> Settings => [];
    /// <summary>Where the key goes unless the destination says otherwise.</summary>
    public virtual KeyPlacement Key => KeyPlacement.Bearer;
    /// <summary>What proves who calls, unless the destination says otherwise.</summary>
    public virtual CredentialKind Credential => CredentialKind.Key;
    /// <summary>Where its answers may lead besides the destination's own host.</summary>
    public virtual ProviderHosts Hosts => ProviderHosts.Own;
    /// <summary>True where the gateway itself draws: a call never leaves the process, and no route can pass through.</summary>
    public virtual bool RunsInside => false;
    /// <summary>Headers of a failed answer that name the failure's class; the first that is there becomes <see cref="ErrorAnswer.ErrorType"/>.</summary>
    public virtual IReadOnlyList<string> ErrorTypeHeaders => [];
    /// <summary>False where there is no image API: image calls are refused unsent, and only pass-through routes reach the provider.</summary>
    public virtual bool Draws => true;
    /// <summary>Names of query parameters that carry a client's own credential; pass-through routes leave them out.</summary>
    public virtual IReadOnlyList<string> CredentialQuery => ["api_key", "api-key", "apikey", "access_token"];
    /// <summary>Models worth listing; any other name is passed on as well.</summary>
    public virtual IReadOnlyList<string> KnownModels => [];

    /// <summary>What a model takes and gives; unknown models get the family's defaults.</summary>
    public abstract ModelCapabilities CapabilitiesOf(string model);

    /// <summary>The same for one destination, whose settings may say more about the model than its name.</summary>
    public virtual ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) => CapabilitiesOf(model);

    /// <summary>Why the call must not be made, asked before <see cref="CreateRequest"/>; null when it may.</summary>
    public virtual ImageError? Refuse(ProviderCall call) => null;

    /// <summary>Writes the provider's request.</summary>
    public abstract ProviderRequest CreateRequest(ProviderCall call);

    /// <summary>Makes a reader for a 2xx answer.</summary>
    /// <param name="call">The call that is answered.</param>
    /// <param name="contentType">The answer's media type without parameters, lower case; null when missing.</param>
    /// <param name="sink">Receives the answer.</param>
    public abstract AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink);

    /// <summary>Reads a failure.</summary>
    public abstract ImageError ReadError(ErrorAnswer answer);
}
