using System.Collections.Frozen;

namespace Iris.Gateway.Configuration;

/// <summary>A provider's interface, as the configuration knows it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="NeedsKey">A destination without <c>ApiKey</c> and without <c>Keyless: true</c> is unusable.</param>
/// <param name="InsteadOfKey">A setting that, when <c>true</c>, takes the key's place.</param>
internal sealed record ImageApi(string Name, bool NeedsKey = true, string? InsteadOfKey = null);

/// <summary>The interfaces a cluster's metadata <c>ImageApi</c> may name, and what a destination of each needs to be usable.</summary>
internal static class ImageApis
{
    private static readonly ImageApi[] All =
    [
        new("openai"),
        new("azure", InsteadOfKey: "Entra"),
        new("gemini"),
        new("vertex"),
        new("bedrock"),
        new("huggingface"),
        new("xai"),
        new("nebius"),
        new("openrouter"),
        new("mistral"),
        new("elevenlabs"),
        // Local servers: a key is possible, none is usual.
        new("ollama", NeedsKey: false),
        new("sgl", NeedsKey: false),
        new("vllm", NeedsKey: false),
        new("sandbox", NeedsKey: false),
        // Known by name, so that a call gets the contract's answer; none of them draws.
        new("anthropic"),
        new("cohere"),
        new("groq"),
        new("parasail"),
        new("perplexity"),
        new("cerebras"),
    ];

    public static FrozenDictionary<string, ImageApi> Known { get; } = All.ToFrozenDictionary(api => api.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every name that means something in a destination's metadata. Others are kept as settings; near misses of these are errors.</summary>
    public static readonly IReadOnlyList<string> DestinationMetadata =
    [
        "ApiKey", "KeyHeader", "Keyless", "Weight", "Models", "ApiVersion", "Entra", "Project", "Location", "ServiceAccount", "TokenUri",
        "Region", "AccessKeyId", "SecretAccessKey", "SessionToken", "Profile",
    ];
}
