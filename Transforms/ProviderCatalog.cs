using System.Collections.Frozen;
using Iris.Transforms.Codecs;
using Iris.Transforms.Providers.Azure;
using Iris.Transforms.Providers.Bedrock;
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

/// <summary>Every codec there is, by <c>Metadata.ImageApi</c>. A new provider is one more line here.</summary>
public static class ProviderCatalog
{
    /// <summary>The codecs by name, case ignored.</summary>
    public static FrozenDictionary<string, ImageProvider> All { get; } = new ImageProvider[]
    {
        new OpenAIProvider(),
        new AzureProvider(),
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
        new SglProvider(),
        new VllmProvider(),
        new SandboxProvider(),
        new TextOnlyProvider("anthropic", new KeyPlacement("x-api-key", "")),
        new TextOnlyProvider("cohere"),
        new TextOnlyProvider("groq"),
        new TextOnlyProvider("parasail"),
        new TextOnlyProvider("perplexity"),
        new TextOnlyProvider("cerebras"),
    }.ToFrozenDictionary(provider => provider.Name, StringComparer.OrdinalIgnoreCase);
}
