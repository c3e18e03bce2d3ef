using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>The two ways in which Google's models draw.</summary>
internal enum GoogleFamily
{
    /// <summary>Gemini image models: <c>:generateContent</c>, or <c>:streamGenerateContent?alt=sse</c>.</summary>
    GenerateContent,
    /// <summary>Imagen: <c>:predict</c>.</summary>
    Imagen,
}

/// <summary>A row of a Google provider's table: what models of one name pattern take, beyond what every provider's row says.</summary>
internal sealed record GoogleModel : ModelCapabilities
{
    /// <summary>How it is called.</summary>
    public GoogleFamily Family { get; init; }
    /// <summary>Whether the drafts a model makes on its way can be asked for (<c>thinkingConfig.includeThoughts</c>).</summary>
    public bool ShowsDrafts { get; init; }
    /// <summary>Beginnings of addresses that may stand as <c>fileData.fileUri</c>; a picture at any other has to be sent as base64.</summary>
    public IReadOnlyList<string> FileAddresses { get; init; } = [];
    /// <summary>Whether <c>fileData</c> must name the media type.</summary>
    public bool FilesNeedType { get; init; }
    /// <summary>Native parameters that this interface refuses though its sister takes them, in camel case.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];
}
