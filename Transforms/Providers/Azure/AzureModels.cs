using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// What Azure's deployments accept (docs/providers/azure.md, "Request"). The owner chooses a deployment's name, so only names that contain the
/// model's name have a row of their own.
/// </summary>
internal static class AzureModels
{
    private static readonly ModelCapabilities[] Rows =
    [
        new() { Models = "dall-e-3", Accepts = N | Size | Quality | Style | ResponseFormat | User, Streams = false, MaxImages = 1, GivesUrl = true },
        new() { Models = "dalle3", Accepts = N | Size | Quality | Style | ResponseFormat | User, Streams = false, MaxImages = 1, GivesUrl = true },
        new()
        {
            Models = "gpt-image-*",
            Accepts = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User,
        },
        // Any other deployment: the members of GPT image models and of DALL·E; Azure decides. safety_identifier, complexity, svg and gif are
        // unconfirmed there.
        new()
        {
            Models = "*",
            Accepts = N | Size | Quality | Style | ResponseFormat | Background | Moderation | OutputFormat | OutputCompression
                | PartialImages | User,
            GivesUrl = true,
        },
    ];

    /// <summary>The row of a deployment.</summary>
    public static ModelCapabilities Of(string deployment) => ModelCapabilities.Of<ModelCapabilities>(Rows, deployment);
}
