using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>The two methods by which Google's models draw.</summary>
internal enum GoogleFamily
{
    /// <summary>Gemini image models: <c>:generateContent</c>, or <c>:streamGenerateContent?alt=sse</c>.</summary>
    GenerateContent,
    /// <summary>Imagen: <c>:predict</c>.</summary>
    Imagen,
}

/// <summary>A row of a Google provider's table: what models of one name pattern accept, beyond the facts of every provider's row.</summary>
internal sealed record GoogleModel : ModelCapabilities
{
    /// <summary>The method that the model is called by.</summary>
    public GoogleFamily Family { get; init; }
    /// <summary>Whether a request can ask for the model's drafts (<c>thinkingConfig.includeThoughts</c>).</summary>
    public bool ShowsDrafts { get; init; }
    /// <summary>Whether <c>fileData</c> must name the media type.</summary>
    public bool FilesNeedType { get; init; }
    /// <summary>Native parameters, in camel case, that this interface rejects though the other one accepts them.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];
    /// <inheritdoc/>
    public override string Form => Family.ToString();
}
