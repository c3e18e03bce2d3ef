using System.Text.Json;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>Writes clients' pictures as providers that read addresses expect them: a data URL, or the address that the client gave.</summary>
public static class PictureMembers
{
    /// <summary>Writes a picture as a member.</summary>
    /// <param name="body">The body.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="picture">The picture; no file id.</param>
    public static void Address(this BodyWriter body, string name, ImageInput picture)
    {
        if (picture.Url is { } url)
            body.Text(name, url);
        else
            body.Picture(name, picture, asDataUrl: true);
    }

    /// <summary>Writes a picture as a value where <see cref="BodyWriter.Array"/> writes its items.</summary>
    /// <param name="body">The body.</param>
    /// <param name="items">The writer that the array was given.</param>
    /// <param name="picture">The picture; no file id.</param>
    public static void AddressValue(this BodyWriter body, Utf8JsonWriter items, ImageInput picture)
    {
        if (picture.Url is { } url)
            items.WriteStringValue(url);
        else
            body.PictureValue(picture, asDataUrl: true);
    }

    /// <summary>Writes pictures as an array of strings.</summary>
    /// <param name="body">The body.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="pictures">The pictures; no file ids.</param>
    public static void Addresses(this BodyWriter body, string name, IEnumerable<ImageInput> pictures) => body.Array(name, items =>
    {
        foreach (var picture in pictures)
            body.AddressValue(items, picture);
    });
}
