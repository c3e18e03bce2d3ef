using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Iris.Gateway.Ingress;

/// <summary>Reads a request that comes as <c>multipart/form-data</c>, part after part, with ASP.NET Core's own reader.</summary>
internal static class FormBody
{
    // Two of them for each form that is being read: what the reader looks for boundaries in, and what is taken from it.
    private const int Block = 32 * 1024;
    // RFC 2046, section 5.1.1.
    private const int MostBoundary = 70;

    /// <summary>Whether the request is a form.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the whole form.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="contentType">Names the boundary.</param>
    /// <param name="form">Receives the parts.</param>
    /// <param name="most">The most that the form may hold beside its pictures, in bytes.</param>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static async ValueTask<ImageError?> ReadAsync(UploadStream body, string contentType, FormReading form, long most)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary);
        if (boundary.Length is 0 or > MostBoundary)
            return Invalid($"The Content-Type of a form names its boundary, of 1 to {MostBoundary} characters.");
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var reader = new MultipartReader(boundary.ToString(), body, Block);
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (Begin(section, form) is { } refusal)
                    return refusal;
                int count;
                while ((count = await section.Body.ReadAsync(buffer)) > 0)
                {
                    if (form.Write(buffer.AsSpan(0, count)) is { } error)
                        return error;
                    if (form.HeldBytes > most)
                        return ImageError.TooLarge(most);
                }
                if (form.EndPart() is { } failure)
                    return failure;
            }
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !body.IsGone)
        {
            // The stream throws for the body, the reader for what is in it: a part that has no end, or headers over its bounds.
            return body.Failure ?? Invalid("The form is incomplete or malformed (multipart/form-data).");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ImageError? Begin(MultipartSection section, FormReading form)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } name)
        {
            return Invalid("Every part of the form needs a Content-Disposition with a name.");
        }
        var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        return form.BeginPart(name.ToString(), file.HasValue ? HeaderUtilities.RemoveQuotes(file).ToString() : null, section.ContentType);
    }

    private static ImageError Invalid(string message) => ImageError.Invalid(message, code: "invalid_body");
}
