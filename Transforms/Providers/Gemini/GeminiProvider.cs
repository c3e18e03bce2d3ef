using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>The Gemini API: Gemini image models and Imagen with a key (docs/providers/gemini.md).</summary>
internal sealed class GeminiProvider : GoogleProvider
{
    /// <inheritdoc/>
    public override string Name => "gemini";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.gemini";

    // What the Gemini API accepts and rejects (docs/providers/gemini.md, "Request").
    /// <inheritdoc/>
    protected override GoogleModels Models { get; } = new(
        // No output format: the API has no such parameter (Vertex has one). No user: it has no member for it.
        gemini: N | Size | Quality | Background | Moderation | InputImages | Seed | NegativePrompt | AspectRatio | Resolution,
        // Seed, negative prompt and the rejected extras exist only on Vertex: Google's own SDK rejects them here.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | AspectRatio | Resolution)
    {
        // Pictures uploaded through the Files API.
        FileAddresses = ["https://generativelanguage.googleapis.com/"],
        ImagenRefuses = ["addWatermark", "enhancePrompt", "storageUri", "labels"],
    };

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => AddressPath.Join(call.Address, "v1beta", method);
}
