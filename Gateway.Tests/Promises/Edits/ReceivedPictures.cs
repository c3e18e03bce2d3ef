using System.Text.Json;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The pictures in a provider's request, whatever its form: files of a multipart body, base64 and data URLs of a JSON document.</summary>
/// <param name="Inputs">The pictures to change, in the order of the body.</param>
/// <param name="Mask">The picture whose field is called a mask; null when there is none.</param>
internal sealed record ReceivedPictures(IReadOnlyList<byte[]> Inputs, byte[]? Mask)
{
    // Shorter texts are no pictures.
    private const int LeastLength = 60;

    /// <summary>Their hashes.</summary>
    public IEnumerable<string> Hashes => Inputs.Select(EditWorld.Hash);

    /// <summary>Finds them.</summary>
    public static async Task<ReceivedPictures> OfAsync(RawRequest request)
    {
        var found = request.Header("Content-Type")!.StartsWith("multipart/", StringComparison.Ordinal) ? await FilesAsync(request) : Texts(request);
        return new(
            [.. found.Where(picture => !IsMask(picture.Name)).Select(picture => picture.Bytes)],
            found.SingleOrDefault(picture => IsMask(picture.Name)).Bytes);
    }

    private static bool IsMask(string name) => name.Contains("mask", StringComparison.OrdinalIgnoreCase);

    private static async Task<List<(string Name, byte[] Bytes)>> FilesAsync(RawRequest request)
    {
        var found = new List<(string, byte[])>();
        var reader = new MultipartReader(
            HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.Header("Content-Type")).Boundary).ToString(), new MemoryStream(request.Bytes));
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition || !disposition.FileName.HasValue)
                continue;
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            found.Add((HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), bytes.ToArray()));
        }
        return found;
    }

    private static List<(string Name, byte[] Bytes)> Texts(RawRequest request)
    {
        var found = new List<(string, byte[])>();
        using var document = JsonDocument.Parse(request.Bytes);
        Walk(document.RootElement, "");
        return found;

        void Walk(JsonElement value, string path)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                        Walk(member.Value, $"{path}/{member.Name}");
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                        Walk(item, path);
                    break;
                case JsonValueKind.String when value.GetString()!.Length >= LeastLength:
                    var text = value.GetString()!;
                    var bytes = new byte[text.Length];
                    if (Convert.TryFromBase64String(text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..], bytes, out var length))
                        found.Add((path, bytes[..length]));
                    break;
            }
        }
    }
}
