namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>The names under which clients of this API and its relatives send pictures.</summary>
internal static class PictureFields
{
    /// <summary>
    /// The role of a form's field: <c>image</c>, <c>images</c>, <c>input_images</c>, <c>input_reference</c> and <c>url</c>, alone, with <c>[]</c> or
    /// with an index, and the same of <c>mask</c> and <c>mask_image</c>. Null for every other field.
    /// </summary>
    public static PictureRole? OfForm(string field)
    {
        var bracket = field.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return OfMember(field) ?? (field is "url" ? PictureRole.ListedImage : field is "mask_image" ? PictureRole.Mask : null);
        if (field[^1] != ']' || field.AsSpan(bracket + 1, field.Length - bracket - 2).ContainsAnyExceptInRange('0', '9'))
            return null;
        return OfForm(field[..bracket]) is { } role ? role == PictureRole.Mask ? role : PictureRole.ListedImage : null;
    }

    /// <summary>The role of a JSON member; null for every other member.</summary>
    public static PictureRole? OfMember(string name) => name switch
    {
        "image" => PictureRole.Image,
        "images" or "input_images" or "input_reference" => PictureRole.ListedImage,
        "mask" => PictureRole.Mask,
        _ => null,
    };
}
