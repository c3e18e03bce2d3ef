namespace Iris.Sandbox;

/// <summary>What a picture would cost at OpenAI: tokens as its price list counts them.</summary>
/// <param name="Input">Text tokens of the prompt.</param>
/// <param name="Output">Image tokens of the pictures and their drafts.</param>
internal readonly record struct SandboxUsage(int Input, int Output)
{
    private const int CharactersPerToken = 4;
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
        return new((request.Prompt.Length + CharactersPerToken - 1) / CharactersPerToken, (pictures * each) + (drafts * TokensPerDraft));
    }

    /// <summary>The <c>usage</c> object.</summary>
    public string ToJson() =>
        $$"""{"input_tokens":{{Input}},"input_tokens_details":{"text_tokens":{{Input}},"image_tokens":0},"output_tokens":{{Output}},"output_tokens_details":{"image_tokens":{{Output}},"text_tokens":0},"total_tokens":{{Input + Output}}}""";
}
