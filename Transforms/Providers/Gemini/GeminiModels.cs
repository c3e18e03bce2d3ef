using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>What the Gemini API itself takes and refuses (docs/providers/gemini.md, "Request"); the models are <see cref="GoogleModels"/>'.</summary>
public static class GeminiModels
{
    private static readonly GoogleModels Models = new(
        // No output format: the API cannot be told one (Vertex can). No user: it has no place for it.
        gemini: N | Size | Quality | Background | Moderation | InputImages | Seed | NegativePrompt | AspectRatio | Resolution,
        // Seed, negative prompt and the refused extras are Vertex's: Google's own SDK refuses them here.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | AspectRatio | Resolution)
    {
        // Pictures that were uploaded through the Files API.
        FileAddresses = ["https://generativelanguage.googleapis.com/"],
        ImagenRefuses = ["addWatermark", "enhancePrompt", "storageUri", "labels"],
    };

    /// <summary>The row of a model.</summary>
    public static GoogleModel Of(string model) => Models.Of(model);
}
