using System.Collections.Frozen;
using Iris.Gateway.Credentials.Google;

namespace Iris.Gateway.Configuration;

/// <summary>A provider's interface, as the configuration knows it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="NeedsKey">A destination without <c>ApiKey</c> and without <c>Keyless: true</c> is unusable, unless a setting takes the key's place.</param>
internal sealed record ImageApi(string Name, bool NeedsKey = true)
{
    /// <summary>The settings of which any one takes the key's place. What they lead to is not looked up: a start needs no network.</summary>
    public IReadOnlyList<InsteadOfKey> InsteadOfKey { get; init; } = [];

    /// <summary>What a destination lacks that has nothing of it. Flags are not named: who wants one says so.</summary>
    public string Missing
    {
        get
        {
            string[] names = ["ApiKey", .. InsteadOfKey.Where(i => !i.IsFlag).Select(i => i.With is null ? i.Setting : $"{i.Setting} with {i.With}")];
            return (names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}") + " is missing";
        }
    }
}

/// <summary>A setting that takes the key's place when it has a value.</summary>
/// <param name="Setting">Its name in the destination's metadata.</param>
/// <param name="With">Another that must have a value too.</param>
/// <param name="IsFlag">It counts when it is <c>true</c>.</param>
internal sealed record InsteadOfKey(string Setting, string? With = null, bool IsFlag = false);

/// <summary>The interfaces a cluster's metadata <c>ImageApi</c> may name, and what a destination of each needs to be usable.</summary>
internal static class ImageApis
{
    private static readonly ImageApi[] All =
    [
        new("openai"),
        new("azure") { InsteadOfKey = [new("Entra", IsFlag: true)] },
        new("gemini"),
        // Without an account the application default credentials: only where somebody has said that they are meant.
        new("vertex") { InsteadOfKey = [new("ServiceAccount"), new("Project"), new("Adc", IsFlag: true)] },
        // A region alone stands for the ambient chain: environment, profile, web identity, instance or container role.
        new("bedrock") { InsteadOfKey = [new("AccessKeyId", With: "SecretAccessKey"), new("Profile"), new("Region")] },
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
        // None of these draws: a call gets the contract's answer, and pass-through routes use their keys.
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
        "ApiKey", "KeyHeader", "Keyless", "Weight", "Models", "ApiVersion", "Entra", "Project", "Location", "ServiceAccount", "TokenUri", "Adc",
        "Region", "AccessKeyId", "SecretAccessKey", "SessionToken", "Profile", "BaseModel", "Queue", "ProjectId", "Chat",
    ];

    /// <summary>Settings that a destination can do without: one whose environment variable is not set counts as not given.</summary>
    public static FrozenSet<string> Optional { get; } = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "SessionToken");

    /// <summary>Settings whose form can be wrong: from all settings, resolved, to what is wrong with this one. Never shows a value.</summary>
    public static FrozenDictionary<string, Func<IReadOnlyDictionary<string, string>, string?>> Checks { get; } =
        new Dictionary<string, Func<IReadOnlyDictionary<string, string>, string?>>
        {
            ["ServiceAccount"] = settings =>
                ServiceAccount.FindProblem(settings["ServiceAccount"], settings.TryGetValue("TokenUri", out var uri) && uri.Length > 0),
            ["TokenUri"] = settings => TokenUris.TryParse(settings["TokenUri"], out _) ? null : "is no absolute http or https URL",
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
