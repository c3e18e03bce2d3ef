using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads a form. Files and texts of the <see cref="PictureFields"/> are pictures, every other part is a member (<see cref="FormMembers"/>).
/// </summary>
internal sealed class OpenAIFormReading : FormReading
{
    // A request has at most 16 pictures, a mask, some 30 members, 64 unknown ones and 16 fallbacks.
    private const int MostParts = 160;
    private const int MostName = 256;

    private readonly OpenAIRequestMembers _request;
    private readonly FormMembers _members;
    private readonly byte[] _head = new byte[PictureHead.Needed];
    private int _headCount;
    private int _parts;
    private PictureText? _pictureText;
    private string _name = "";
    private string? _mediaType;
    private PictureRole _role;
    private Part _part;

    /// <summary>Begins a form.</summary>
    public OpenAIFormReading(OpenAIRequestMembers request)
    {
        _request = request;
        _members = new FormMembers(request.Json);
        request.SoFar = _members.SoFar;
    }

    private enum Part
    {
        Member,
        /// <summary>A file input that nobody has filled in, unless bytes come.</summary>
        EmptyFile,
        File,
        /// <summary>A picture without a file name: its first bytes tell whether it is text.</summary>
        Undecided,
        PictureText,
    }

    /// <inheritdoc/>
    public override long HeldBytes => _request.Json.Count + _members.HeldBytes;

    /// <inheritdoc/>
    public override ImageError? BeginPart(string name, string? fileName, string? mediaType)
    {
        (_name, _mediaType, _headCount) = (name, mediaType, 0);
        if (++_parts > MostParts)
            return ImageError.Invalid($"The form has more than {MostParts} parts.", code: "too_many_parameters");
        if (name.Length > MostName)
            return ImageError.Invalid($"A field's name is longer than {MostName} characters.", ShortText.Cut(name), "invalid_value");
        if (PictureFields.OfForm(name) is not { } role)
        {
            _part = Part.Member;
            if (fileName is null || FormMembers.IsKnown(name))
                return null;
            var echo = ShortText.Cut(name);
            return ImageError.Invalid($"'{echo}' is no field for a file: send pictures as 'image' or 'image[]', a mask as 'mask'.", echo, "invalid_value");
        }
        _role = role;
        _part = fileName is null ? Part.Undecided : fileName.Length == 0 ? Part.EmptyFile : Part.File;
        // A part with a file's name is a picture, before a byte of it has come.
        return _part == Part.File ? _request.Pictures.Begin(role) ?? _request.Pictures.JudgeOnce() : null;
    }

    /// <inheritdoc/>
    public override ImageError? Write(ReadOnlySpan<byte> bytes)
    {
        switch (_part)
        {
            case Part.Member:
                _members.Write(bytes);
                return null;
            case Part.PictureText:
                return _pictureText!.Write(bytes);
            case Part.Undecided:
                var taken = Math.Min(bytes.Length, _head.Length - _headCount);
                bytes[..taken].CopyTo(_head.AsSpan(_headCount));
                _headCount += taken;
                if (_headCount < _head.Length)
                    return null;
                return Decide() ?? (taken < bytes.Length ? Write(bytes[taken..]) : null);
            case Part.EmptyFile when !bytes.IsEmpty:
                _part = Part.File;
                return _request.Pictures.Begin(_role) ?? _request.Pictures.Write(bytes);
            default:
                return _request.Pictures.Write(bytes);
        }
    }

    /// <inheritdoc/>
    public override ImageError? EndPart()
    {
        switch (_part)
        {
            case Part.Member:
                _members.End(_name);
                return null;
            case Part.EmptyFile:
                return null;
            case Part.File:
                return _request.Pictures.End(_mediaType);
            // An empty text means "not given", as everywhere in a form.
            case Part.Undecided when _head.AsSpan(0, _headCount).Trim((byte)' ').IsEmpty:
                return null;
            case Part.Undecided:
                return Decide() ?? EndPart();
            default:
                return _pictureText!.End();
        }
    }

    /// <inheritdoc/>
    public override ImageError? Finish(out ImageRequest? request)
    {
        request = null;
        // Whom it is for decides before what is missing.
        if (_request.Pictures.JudgeOnce() is { } refusal)
            return refusal;
        _members.Complete();
        return _request.Read(out request);
    }

    public override void Dispose()
    {
        _request.Dispose();
        _members.Dispose();
    }

    private ImageError? Decide()
    {
        var head = _head.AsSpan(0, _headCount);
        _part = head.Length == _head.Length && PictureHead.IsKnown(head) ? Part.File : Part.PictureText;
        if (_request.Pictures.Begin(_role) is { } error)
            return error;
        if (_part == Part.File)
            return _request.Pictures.Write(head);
        (_pictureText ??= new PictureText(_request.Pictures)).Begin();
        return _pictureText.Write(head);
    }
}
