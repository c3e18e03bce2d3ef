namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>The messages of refusals that differ by route (docs/contract.md, section 3.5).</summary>
/// <param name="InvalidJson">The message for a body that is not JSON.</param>
/// <param name="NoModel">The message for a missing <c>model</c>; null when the path names the model.</param>
/// <param name="NoPrompt">The message for a missing <c>prompt</c>.</param>
internal sealed record RouteWording(string InvalidJson, string? NoModel, string NoPrompt)
{
    /// <summary><c>/v1/images/*</c>.</summary>
    public static RouteWording Unified { get; } = new("Invalid request payload", "model is required", "prompt cannot be empty");

    /// <summary>OpenAI-shaped routes.</summary>
    public static RouteWording OpenAI { get; } = new("Invalid JSON", "model field is required", "prompt not provided for image generation request");

    /// <summary>Azure's deployment paths.</summary>
    public static RouteWording Azure { get; } = OpenAI with { NoModel = null };
}
