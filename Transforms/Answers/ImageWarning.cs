using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>A difference between an answer and its request; <c>extra_fields.warnings</c> reports every one.</summary>
/// <param name="Code">Stable: <c>dropped_parameter</c>, <c>converted_parameter</c>, <c>size_mismatch</c>,
/// <c>format_mismatch</c>, <c>fewer_images</c>, <c>more_images</c>, <c>response_format_mismatch</c>, <c>member_too_large</c>, <c>partial_failure</c>,
/// <c>images_blocked</c>, <c>draft_image</c>, <c>invalid_text</c>, <c>model_retired</c>, <c>store_failed</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Param">The request member that it is about.</param>
/// <param name="Asked">What the client asked for; sizes as <c>WxH</c>.</param>
/// <param name="Got">What the client gets.</param>
public sealed record ImageWarning(string Code, string Message, string? Param = null, string? Asked = null, string? Got = null)
{
    /// <summary>One sentence. It may repeat words of a provider, but no picture data.</summary>
    public string Message { get; init => field = PictureText.Without(value); } = PictureText.Without(Message);
}

/// <summary>A request member that could not be sent as it was given.</summary>
/// <param name="Param">The member's name.</param>
/// <param name="Asked">The value, shortened.</param>
/// <param name="Sent">The value that was sent instead; null when the member was left out.</param>
/// <param name="Reason">Why.</param>
public sealed record ParameterChange(string Param, string? Asked, string? Sent, string Reason);
