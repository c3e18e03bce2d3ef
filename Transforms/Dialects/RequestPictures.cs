using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects;

/// <summary>What a client's picture is to its request.</summary>
internal enum PictureRole
{
    /// <summary>The only picture, or the first, of a member that is no list.</summary>
    Image,
    /// <summary>A picture of a list.</summary>
    ListedImage,
    /// <summary>The mask.</summary>
    Mask,
}

/// <summary>
/// The pictures of one request while it is read: their order, names and number, and what each must be. The bytes go to the store at once.
/// </summary>
/// <param name="store">Receives the bytes.</param>
/// <param name="member">How errors name the pictures.</param>
internal sealed class RequestPictures(IPictureStore store, string member = "image")
{
    /// <summary>The most pictures of one request, the mask not counted (OpenAI's limit).</summary>
    public const int Most = 16;

    /// <summary>The largest picture, in bytes (OpenAI's limit).</summary>
    public const long MostBytes = 50 * 1024 * 1024;

    /// <summary>The longest address of a picture, in bytes.</summary>
    public const int MostUrl = 8 * 1024;

    private const string Formats = "PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, HEIF or AVIF";

    private readonly List<ImageInput> _inputs = [];
    private string _name = "";
    private bool _isMask;
    private bool _hasJudged;

    /// <summary>Judges the request so far, before the first picture is read; null when it can go on.</summary>
    public Func<ImageError?>? Judge { get; set; }

    /// <summary>The pictures so far, in order.</summary>
    public IReadOnlyList<ImageInput> Inputs => _inputs;

    /// <summary>The mask, when there is one.</summary>
    public ImageInput? Mask { get; private set; }

    /// <summary>The picture that is being read, as errors name it.</summary>
    public string Name => _name;

    /// <summary>Judges the request so far, unless that has been done.</summary>
    public ImageError? JudgeOnce()
    {
        if (_hasJudged)
            return null;
        _hasJudged = true;
        return Judge?.Invoke();
    }

    /// <summary>A picture begins: bytes or a reference.</summary>
    public ImageError? Begin(PictureRole role)
    {
        _isMask = role == PictureRole.Mask;
        _name = _isMask ? "mask" : role == PictureRole.Image && _inputs.Count == 0 ? member : $"{member}[{_inputs.Count}]";
        if (_isMask && Mask is not null)
            return ImageError.Invalid("A request has one mask; this one has two.", "mask", "invalid_value");
        if (!_isMask && _inputs.Count == Most)
            return ImageError.Invalid($"A request has at most {Most} images.", member, "invalid_value");
        return null;
    }

    /// <summary>Adds bytes to the picture.</summary>
    public ImageError? Write(ReadOnlySpan<byte> bytes)
    {
        if (JudgeOnce() is { } refusal)
            return refusal;
        return store.Length + bytes.Length <= MostBytes ? store.Write(bytes) : ImageError.Invalid(
            $"'{_name}' is larger than {MostBytes} bytes, the most for one picture.", _name, "request_too_large", status: 413);
    }

    /// <summary>Ends a picture whose bytes were written.</summary>
    /// <param name="declared">The media type that the client gave; null when it gave none.</param>
    public ImageError? End(string? declared)
    {
        var isEmpty = store.Length == 0;
        if (store.End(_name, out var input) is { } error)
            return error;
        if (isEmpty)
            return ImageError.Invalid($"'{_name}' is empty.", _name, "invalid_image_file");
        return input!.MediaType.Length > 0 ? Add(input) : ImageError.Invalid(
            $"'{_name}' is no picture{(declared is null ? "" : $" (declared as '{ShortText.Cut(declared)}')")}: send {Formats}.",
            _name,
            "invalid_image_file");
    }

    /// <summary>Ends a picture that is an address.</summary>
    public ImageError? EndUrl(string url) => Add(new ImageInput { Name = _name, Url = url });

    /// <summary>Ends a picture that is the name of a file which the provider has.</summary>
    public ImageError? EndFileId(string id) => Add(new ImageInput { Name = _name, FileId = id });

    /// <summary>Checks what needs all pictures.</summary>
    public ImageError? Finish(ImageOperation operation)
    {
        if (operation != ImageOperation.Generation && _inputs.Count == 0)
            return ImageError.Invalid("at least one image is required", "image", "missing_required_parameter");
        return JudgeMask(Mask, _inputs);
    }

    /// <summary>The refusal of a mask of another size than the first picture's; null when one of the sizes is not known.</summary>
    public static ImageError? JudgeMask(ImageInput? given, IReadOnlyList<ImageInput> inputs)
    {
        if (given is not { Width: > 0 } mask || inputs.Count == 0 || inputs[0] is not { Width: > 0 } first)
            return null;
        return (mask.Width, mask.Height) == (first.Width, first.Height) ? null : ImageError.Invalid(
            $"The mask has {mask.Width}x{mask.Height} pixels and the first image {first.Width}x{first.Height}: both must have the same size.",
            "mask",
            "invalid_mask_image_format");
    }

    private ImageError? Add(ImageInput input)
    {
        if (_isMask)
            Mask = input;
        else
            _inputs.Add(input);
        return null;
    }
}
