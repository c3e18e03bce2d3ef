namespace Iris.Sandbox;

/// <summary>What a picture would cost at OpenAI: tokens as its price list counts them.</summary>
/// <param name="Text">Text tokens of the prompt.</param>
/// <param name="Images">Image tokens of the pictures that came along.</param>
/// <param name="Output">Image tokens of the pictures and their drafts.</param>
internal readonly record struct SandboxUsage(int Text, int Images, int Output)
{
    private const int CharactersPerToken = 4;
    private const int PatchSide = 32;
    private const int MostTokensPerInput = 1536;
    private const int TokensPerDraft = 100;
    private const double PricedPixels = 1024 * 1024;

    /// <summary>The usage of some pictures of one request.</summary>
    /// <param name="request">Prompt, size and quality.</param>
    /// <param name="pictures">Finished pictures.</param>
    /// <param name="drafts">Drafts sent before them.</param>
    public static SandboxUsage Of(SandboxRequest request, int pictures, int drafts)
    {
        // gpt-image-1's table for 1024x1024; other sizes in proportion to their area.
        var square = request.Quality switch { "low" => 272, "medium" => 1056, _ => 4160 };
        var each = Math.Max(1, (int)Math.Round(square * (request.Width * (double)request.Height / PricedPixels)));
        var images = request.Inputs.Images.Sum(image => Math.Min(MostTokensPerInput, Patches(image.Width) * Patches(image.Height)));
        return new((request.Prompt.Length + CharactersPerToken - 1) / CharactersPerToken, (int)images, (pictures * each) + (drafts * TokensPerDraft));
    }

    private static long Patches(int side) => (side + PatchSide - 1) / PatchSide;

    /// <summary>The <c>usage</c> object.</summary>
    public string ToJson() =>
        $$"""{"input_tokens":{{Text + Images}},"input_tokens_details":{"text_tokens":{{Text}},"image_tokens":{{Images}}},"output_tokens":{{Output}},"output_tokens_details":{"image_tokens":{{Output}},"text_tokens":0},"total_tokens":{{Text + Images + Output}}}""";
}
