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

    // What the API itself takes and refuses (docs/providers/gemini.md, "Request").
    /// <inheritdoc/>
    protected override GoogleModels Models { get; } = new(
        // No output format: the API cannot be told one (Vertex can). No user: it has no place for it.
        gemini: N | Size | Quality | Background | Moderation | InputImages | Seed | NegativePrompt | AspectRatio | Resolution,
        // Seed, negative prompt and the refused extras are Vertex's: Google's own SDK refuses them here.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | AspectRatio | Resolution)
    {
        // Pictures that were uploaded through the Files API.
        FileAddresses = ["https://generativelanguage.googleapis.com/"],
        ImagenRefuses = ["addWatermark", "enhancePrompt", "storageUri", "labels"],
    };

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => AddressPath.Join(call.Address, "v1beta", method);
}
