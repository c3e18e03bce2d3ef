using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>
/// Writes a provider's <c>multipart/form-data</c> body (RFC 7578) part by part. The same parts make the same bytes, so that a retry sends them
/// again.
/// </summary>
public sealed class FormWriter : IMemberWriter
{
    private readonly List<(string Name, byte[] Text, ImageInput? Picture, string? FileName)> _parts = [];

    /// <summary>Whether a part of that name was written.</summary>
    public bool Has(string name) => _parts.Exists(part => part.Name == name);

    /// <summary>Writes a text; null is left out.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null)
            _parts.Add((name, Encoding.UTF8.GetBytes(value), null, null));
    }

    /// <summary>Writes a number; null is left out.</summary>
    public void Number(string name, long? value) => Text(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Flag(string name, bool value) => Text(name, value ? "true" : "false");

    /// <summary>Writes a JSON value: a string as its text, everything else as JSON; <c>null</c> is left out.</summary>
    public void Raw(string name, ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType == JsonTokenType.String)
            Text(name, reader.GetString());
        else
            _parts.Add((name, json.ToArray(), null, null));
    }

    // OpenAI's clients write an object's members as parts of their own, "svg[model]".
    void IMemberWriter.RawObject(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        Add(name, document.RootElement);
    }

    /// <summary>Writes a client's picture as a file. Its bytes are read when the body is sent.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="picture">The picture; must have <see cref="ImageInput.Content"/>.</param>
    /// <param name="fileName">The file's name without extension, which the picture's media type gives.</param>
    public void Picture(string name, ImageInput picture, string fileName)
    {
        if (picture.Content is null)
            throw new ArgumentException($"'{picture.Name}' has no bytes", nameof(picture));
        _parts.Add((name, [], picture, $"{fileName}.{picture.Extension}"));
    }

    /// <summary>Returns the body and its media type, which names the boundary.</summary>
    public (ProviderBody Body, string ContentType) Finish()
    {
        var boundary = Boundary();
        var segments = new List<BodySegment>();
        var text = new MemoryStream();
        foreach (var (name, value, picture, fileName) in _parts)
        {
            Add(text, $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Escape(name)}\"");
            if (picture is { Content: { } content })
            {
                Add(text, $"; filename=\"{fileName}\"\r\nContent-Type: {picture.MediaType}\r\n\r\n");
                segments.Add(new BodySegment(text.ToArray()));
                segments.Add(new BodySegment(content, asBase64: false));
                text.SetLength(0);
            }
            else
            {
                Add(text, "\r\n\r\n");
                text.Write(value);
            }
            Add(text, "\r\n");
        }
        Add(text, $"--{boundary}--\r\n");
        segments.Add(new BodySegment(text.ToArray()));
        return (new ProviderBody(segments), $"multipart/form-data; boundary={boundary}");
    }

    private void Add(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Raw(name, Encoding.UTF8.GetBytes(value.GetRawText()));
            return;
        }
        foreach (var member in value.EnumerateObject())
            Add($"{name}[{member.Name}]", member.Value);
    }

    // A hash of everything: nobody can write a part that contains the hash of itself, and so end a part that is not his.
    private string Boundary()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value, picture, _) in _parts)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            hash.AppendData(picture is null ? SHA256.HashData(value) : picture.Sha256.Span);
        }
        return "iris-" + Convert.ToHexStringLower(hash.GetHashAndReset(), 0, 20);
    }

    private static void Add(MemoryStream text, string part) => text.Write(Encoding.UTF8.GetBytes(part));

    // As browsers do (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
    private static string Escape(string name) => name.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A");
}
