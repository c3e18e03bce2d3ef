using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>What Vertex AI accepts, and which models it has ended (docs/providers/vertex.md, "Request" and "Models").</summary>
internal static class VertexModels
{
    private const string Flash = "gemini-nano-banana-2.1";
    private const string Pro = "gemini-3-pro-image";
    private const string Lite = "gemini-3.1-flash-lite-image";
    private const string OlderFlash = "gemini-3.1-flash-image";

    public static GoogleModels Table { get; } = new(
        // No user: labels are meant for billing, and a person's identity does not belong there.
        gemini: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio
            | Resolution,
        // The newest Imagen models ignore a negative prompt; whether they reject it is unknown.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio | Resolution,
        listed: [Flash, Pro, Lite, OlderFlash, "gemini-2.5-flash-image"],
        ends: new Dictionary<string, Retirement>
        {
            ["gemini-3.1-flash-image-preview*"] = Retirement.Since("2026-07-17", OlderFlash),
            ["gemini-2.5-flash-image*"] = Retirement.Since("2027-03-15", Lite),
            ["imagen-4.0-fast*"] = Retirement.Since("2026-08-17", Flash),
            ["imagen-4.0-ultra*"] = Retirement.Since("2026-08-17", Pro),
            ["imagen-3*"] = Retirement.Since("2026-08-17", Flash),
            ["imagegeneration*"] = Retirement.Since("2025-09-24", Flash),
            ["imagen*"] = Retirement.Since("2026-08-17", Flash),
        })
    {
        // Cloud Storage and public URLs.
        FileAddresses = ["gs://", "https://"],
        FilesNeedType = true,
        // imagegeneration@006 and earlier versions.
        OlderImagen = ["imagegeneration*"],
    };
}
