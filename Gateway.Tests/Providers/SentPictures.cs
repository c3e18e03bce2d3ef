using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Iris.Gateway.Tests.Providers;

/// <summary>The pictures that a fixture's client sends, and how they are found again in what the provider gets.</summary>
internal sealed class SentPictures
{
    private readonly ImageOperation _operation;
    private readonly ImageInput[] _inputs;
    private readonly ImageInput? _mask;

    public SentPictures(JsonObject row)
    {
        var inputs = row["inputs"]?.AsArray() ?? [];
        _operation = Enum.Parse<ImageOperation>((string?)row["operation"] ?? (inputs.Count > 0 ? "Edit" : "Generation"), ignoreCase: true);
        _inputs = [.. inputs.Select((file, i) => Of(i == 0 ? "image" : $"image[{i}]", (string)file!))];
        _mask = row["mask"] is { } mask ? Of("mask", (string)mask!) : null;
    }

    /// <summary>The request with its pictures.</summary>
    public ImageRequest AddTo(ImageRequest request) => _inputs.Length == 0 ? request : request with
    {
        Operation = _operation,
        Inputs = _inputs,
        Mask = _mask,
    };

    /// <summary>A body's text; where a picture's base64 stands, its name in angle brackets.</summary>
    public string Json(ProviderRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Body.ToArray());
        foreach (var picture in Pictures())
            text = text.Replace(Convert.ToBase64String(Bytes(picture)), $"<{picture.Name}>");
        return text;
    }

    /// <summary>A form's parts: name and text, or name, file name, media type and the picture's name.</summary>
    public async Task<string[]> FormAsync(ProviderRequest request)
    {
        var type = MediaTypeHeaderValue.Parse(request.ContentType);
        var reader = new MultipartReader(type.Boundary.ToString(), new MemoryStream(request.Body.ToArray()));
        var parts = new List<string>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var body = new MemoryStream();
            await section.Body.CopyToAsync(body);
            var disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
            parts.Add(disposition.FileName.HasValue
                ? $"{disposition.Name}: {disposition.FileName} {section.ContentType} <{Pictures().Single(picture => Bytes(picture).SequenceEqual(body.ToArray())).Name}>"
                : $"{disposition.Name}: {Encoding.UTF8.GetString(body.ToArray())}");
        }
        return [.. parts];
    }

    private IEnumerable<ImageInput> Pictures() => _inputs.Append(_mask).OfType<ImageInput>().Where(picture => picture.Content is not null);

    private static byte[] Bytes(ImageInput picture) => new ProviderBody([new BodySegment(picture.Content!, asBase64: false)]).ToArray();

    // "file-…" is a file's id, "https://…" an address; everything else stands for a picture, whose bytes no codec reads.
    private static ImageInput Of(string name, string file)
    {
        if (file.StartsWith("file-", StringComparison.Ordinal))
            return new ImageInput { Name = name, FileId = file };
        if (file.Contains("://", StringComparison.Ordinal))
            return new ImageInput { Name = name, Url = file };
        var bytes = Encoding.UTF8.GetBytes($"the bytes of {file}, sent as {name}");
        return new ImageInput
        {
            Name = name,
            Content = new HeldContent(bytes),
            MediaType = FixtureCase.TypeOf(file),
            Width = 1024,
            Height = 768,
            Sha256 = SHA256.HashData(bytes),
        };
    }
}
