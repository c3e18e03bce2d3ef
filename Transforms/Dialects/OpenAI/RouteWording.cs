namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>The sentences of refusals that differ by route (docs/contract.md, section 3.5).</summary>
/// <param name="InvalidJson">The body is no JSON.</param>
/// <param name="NoModel">There is no <c>model</c>; null where the path names it.</param>
/// <param name="NoPrompt">There is no <c>prompt</c>.</param>
internal sealed record RouteWording(string InvalidJson, string? NoModel, string NoPrompt)
{
    /// <summary><c>/v1/images/*</c>.</summary>
    public static RouteWording Unified { get; } = new("Invalid request payload", "model is required", "prompt cannot be empty");

    /// <summary>OpenAI-shaped routes.</summary>
    public static RouteWording OpenAI { get; } = new("Invalid JSON", "model field is required", "prompt not provided for image generation request");

    /// <summary>Azure's deployment paths.</summary>
    public static RouteWording Azure { get; } = OpenAI with { NoModel = null };
}
