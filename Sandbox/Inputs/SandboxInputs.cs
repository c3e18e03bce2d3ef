namespace Iris.Sandbox.Inputs;

/// <summary>The pictures of a request, in their order, and its mask.</summary>
internal sealed class SandboxInputs : IDisposable
{
    /// <summary>The most pictures of a request, as at OpenAI.</summary>
    public const int Most = 16;

    // What is kept of a picture: the first one and the mask fill a drawing, the others become thumbnails.
    private const int FirstPixels = 1024 * 1024;
    private const int ThumbnailPixels = 192 * 192;

    private readonly List<SandboxInput> _images = [];

    /// <summary>No pictures: the picture is drawn from the prompt alone.</summary>
    public static SandboxInputs None { get; } = new();

    /// <summary>The pictures.</summary>
    public IReadOnlyList<SandboxInput> Images => _images;

    /// <summary>The mask as it came; null for none.</summary>
    public SandboxInput? Mask { get; private set; }

    /// <summary>How much each pixel is to change, and where; null without a mask.</summary>
    public ChangeMask? Change { get; private set; }

    /// <summary>The size that is drawn where none is asked for: the first picture's, of at most 1536x1024 pixels and sides of at least 16.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            var first = _images[0];
            var scale = Math.Min(1, Math.Sqrt(1536 * 1024 / (first.Width * (double)first.Height)));
            return (Side(first.Width * scale), Side(first.Height * scale));
        }
    }

    /// <summary>Reads the next picture on the caller's thread.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public SandboxError? Add(Stream upload)
    {
        if (_images.Count == Most)
            return SandboxError.Value("image", $"Invalid 'image': at most {Most} images are supported.");
        var name = _images.Count == 0 ? "image" : $"image[{_images.Count}]";
        var error = SandboxInput.Read(upload, name, _images.Count == 0 ? FirstPixels : ThumbnailPixels, out var input);
        if (input is not null)
            _images.Add(input);
        return error;
    }

    /// <summary>Reads the mask on the caller's thread.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public SandboxError? AddMask(Stream upload)
    {
        if (Mask is not null)
            return SandboxError.Value("mask", "Invalid 'mask': only one mask is supported.");
        if (SandboxInput.Read(upload, "mask", FirstPixels, out var mask) is { } error)
            return error;
        Mask = mask;
        Change = ChangeMask.Of(mask!.Image);
        return Change is null ? SandboxError.Value("mask", "Invalid mask image format - the mask has no alpha channel; its transparent pixels say what to change.", "invalid_mask_image_format") : null;
    }

    /// <summary>What is wrong with all of them together; null for nothing.</summary>
    public SandboxError? Check()
    {
        if (_images.Count == 0)
            return SandboxError.Value("image", "Missing required parameter: 'image'.", "missing_required_parameter");
        return Mask is null || (Mask.Width, Mask.Height) == (_images[0].Width, _images[0].Height) ? null : SandboxError.Value(
            "mask", $"Invalid mask image format - mask size does not match image size ({Mask.Width}x{Mask.Height}, {_images[0].Width}x{_images[0].Height}).", "invalid_mask_image_format");
    }

    /// <summary>What the answer tells of them, as a JSON object.</summary>
    public string ToJson() =>
        $$"""{"count":{{_images.Count}},"images":[{{string.Join(',', _images.Select(image => image.ToJson()))}}]{{(Mask is null ? "" : $",\"mask\":{Mask.ToJson()}")}}}""";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var image in _images)
            image.Dispose();
        Mask?.Dispose();
        Change?.Dispose();
    }

    private static int Side(double side) => Math.Clamp((int)Math.Round(side), SandboxRequest.ShortestSide, SandboxRequest.LongestSide);
}
