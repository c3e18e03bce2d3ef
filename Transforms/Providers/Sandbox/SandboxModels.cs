using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>The sandbox's model (docs/providers/sandbox.md): any name is drawn by it, and its suffixes say how it behaves.</summary>
internal static class SandboxModels
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        new()
        {
            Models = "*",
            Listed = ["painter"],
            Accepts = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User | SafetyIdentifier | Seed,
            Formats = ["png", "jpeg", "webp"],
            Edits = new()
            {
                MostInputs = 16,
                MediaTypes = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"],
                Mask = MaskForm.Alpha,
                Varies = true,
            },
        },
    ];
}
