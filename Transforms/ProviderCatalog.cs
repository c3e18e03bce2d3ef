using System.Collections.Frozen;
using Iris.Transforms.Codecs;
using Iris.Transforms.Providers.Azure;
using Iris.Transforms.Providers.AzureMai;
using Iris.Transforms.Providers.Bedrock;
using Iris.Transforms.Providers.BlackForestLabs;
using Iris.Transforms.Providers.ElevenLabs;
using Iris.Transforms.Providers.Gemini;
using Iris.Transforms.Providers.HuggingFace;
using Iris.Transforms.Providers.Mistral;
using Iris.Transforms.Providers.Nebius;
using Iris.Transforms.Providers.Ollama;
using Iris.Transforms.Providers.OpenAI;
using Iris.Transforms.Providers.OpenRouter;
using Iris.Transforms.Providers.Sandbox;
using Iris.Transforms.Providers.Sgl;
using Iris.Transforms.Providers.TextOnly;
using Iris.Transforms.Providers.Vertex;
using Iris.Transforms.Providers.Vllm;
using Iris.Transforms.Providers.Xai;

namespace Iris.Transforms;

/// <summary>
/// The providers of a gateway, by <c>Metadata.ImageApi</c>; case is ignored. An application that embeds Iris adds its own providers to
/// <see cref="All"/>.
/// </summary>
public sealed class ProviderCatalog
{
    private readonly FrozenDictionary<string, ImageProvider> _byName;

    /// <summary>Creates a catalog of these providers.</summary>
    /// <exception cref="ArgumentException">Two providers have the same name.</exception>
    public ProviderCatalog(IEnumerable<ImageProvider> providers)
    {
        Providers = [.. providers];
        if (Providers.GroupBy(provider => provider.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { Key: var name })
            throw new ArgumentException($"two providers bear the name \"{name}\"", nameof(providers));
        _byName = Providers.ToFrozenDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every provider that ships with Iris. A new provider needs one line here.</summary>
    public static ProviderCatalog All { get; } = new(
    [
        new OpenAIProvider(),
        new AzureProvider(),
        new AzureMaiProvider(),
        new GeminiProvider(),
        new VertexProvider(),
        new BedrockProvider(),
        new HuggingFaceProvider(),
        new XaiProvider(),
        new NebiusProvider(),
        new OpenRouterProvider(),
        new MistralProvider(),
        new OllamaProvider(),
        new ElevenLabsProvider(),
        new BlackForestLabsProvider(),
        new SglProvider(),
        new VllmProvider(),
        new SandboxProvider(),
        new TextOnlyProvider("anthropic", new KeyPlacement("x-api-key", "")),
        new TextOnlyProvider("cohere"),
        new TextOnlyProvider("groq"),
        new TextOnlyProvider("parasail"),
        new TextOnlyProvider("perplexity"),
        new TextOnlyProvider("cerebras"),
    ]);

    /// <summary>The providers in the order of the constructor's argument.</summary>
    public IReadOnlyList<ImageProvider> Providers { get; }

    /// <summary>The providers' names.</summary>
    public IEnumerable<string> Names => Providers.Select(provider => provider.Name);

    /// <summary>The provider with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such provider.</exception>
    public ImageProvider this[string name] => _byName[name];

    /// <summary>The provider with this name; null when there is none.</summary>
    public ImageProvider? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A copy of this catalog with one more provider, which replaces a provider with the same name.</summary>
    public ProviderCatalog With(ImageProvider provider) =>
        new(Providers.Where(other => !other.Name.Equals(provider.Name, StringComparison.OrdinalIgnoreCase)).Append(provider));
}
