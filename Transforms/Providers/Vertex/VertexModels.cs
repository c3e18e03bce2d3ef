using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>What Vertex AI itself takes (docs/providers/vertex.md, "Request"); the models are <see cref="GoogleModels"/>'.</summary>
public static class VertexModels
{
    private static readonly GoogleModels Models = new(
        // No user: labels are for bills, and people's identities do not belong there.
        gemini: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | InputImages | Seed | NegativePrompt | AspectRatio
            | Resolution,
        // The newest Imagen models ignore a negative prompt; that they refuse it is not known.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio | Resolution)
    {
        // Cloud Storage, and what anybody can fetch.
        FileAddresses = ["gs://", "https://"],
        FilesNeedType = true,
        // imagegeneration@006 and its forerunners.
        OlderImagen = ["imagegeneration*"],
    };

    /// <summary>The row of a model.</summary>
    public static GoogleModel Of(string model) => Models.Of(model);
}
