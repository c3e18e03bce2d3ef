using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>What the Gemini API accepts and rejects, and which models it has ended (docs/providers/gemini.md, "Request" and "Models").</summary>
internal static class GeminiModels
{
    private const string Flash = "gemini-nano-banana-2.1";
    private const string Pro = "gemini-3-pro-image";
    private const string Lite = "gemini-3.1-flash-lite-image";

    public static GoogleModels Table { get; } = new(
        // No output format: the API has no such parameter (Vertex has one). No user: it has no member for it.
        gemini: N | Size | Quality | Background | Moderation | Seed | NegativePrompt | AspectRatio | Resolution,
        // Seed, negative prompt and the rejected extras exist only on Vertex: Google's own SDK rejects them here.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | AspectRatio | Resolution,
        listed: [Flash, Pro, Lite],
        ends: new Dictionary<string, Retirement>
        {
            ["gemini-3-pro-image-preview*"] = Retirement.Since("2026-06-25", Pro),
            ["gemini-3.1-flash-image-preview*"] = Retirement.Since("2026-06-25", Flash),
            ["gemini-3.1-flash-image*"] = Retirement.Since("2026-10-29", Flash),
            ["gemini-2.5-flash-image*"] = Retirement.Since("2026-10-02", Lite),
            ["gemini-2.*"] = Retirement.Since("2026-10-02", Lite),
            ["imagen-4.0-fast*"] = Retirement.Since("2026-08-17", Flash),
            ["imagen-4.0-ultra*"] = Retirement.Since("2026-08-17", Pro),
            ["imagen-3*"] = Retirement.Since("2025-11-10", Flash),
            ["imagen*"] = Retirement.Since("2026-08-17", Flash),
        })
    {
        // Pictures uploaded through the Files API.
        FileAddresses = ["https://generativelanguage.googleapis.com/"],
        ImagenRefuses = ["addWatermark", "enhancePrompt", "storageUri", "labels"],
    };
}
