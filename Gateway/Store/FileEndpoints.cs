using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.Net.Http.Headers;

namespace Iris.Gateway.Store;

/// <summary>
/// Serves pictures at their addresses: read, in ranges where that is asked for, and deleted. An address that is wrong, has ended, was tampered with or
/// whose picture is gone is the same 404; the index is asked only behind a good signature.
/// </summary>
internal sealed class FileEndpoints(FileStore files, FileAddresses addresses, RequestIds ids)
{
    private const string Id = "id";

    // A picture may be a drawing with scripts in it.
    private const string Policy = "default-src 'none'; sandbox";

    private static readonly string[] Methods = ["GET", "HEAD", "DELETE"];

    /// <summary>Maps the paths, where a store is configured.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, ImagesOptions images)
    {
        if (images.Store is null)
            return;
        foreach (var root in (ReadOnlySpan<string>)["", "/openai"])
        {
            endpoints.MapMethods(
                $"{images.EndpointsPrefix}{root}{FileAddresses.Path}/{{{Id}}}", Methods,
                static context => context.RequestServices.GetRequiredService<StoreService>().Endpoints!.HandleAsync(context));
        }
    }

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (await FindAsync(context) is not { } file)
                await FailAsync(context, NotFound);
            else if (HttpMethods.IsDelete(context.Request.Method))
                await DeleteAsync(context, file);
            else
                await ServeAsync(context, file);
        }
        catch (FileNotFoundException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await FailAsync(context, NotFound);
        }
        catch (Exception e) when ((e is StoreException || Blobs.IsFailure(e)) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await FailAsync(context, Unavailable);
        }
    }

    private async ValueTask<StoredFile?> FindAsync(HttpContext context) =>
        context.GetRouteValue(Id) is string id && addresses.IsSigned(id, context.Request.Query, files.Time.GetUtcNow())
        && await files.FindAsync(id, context.RequestAborted) is { Kind: FileKind.Picture } file
            ? file
            : null;

    private async Task DeleteAsync(HttpContext context, StoredFile file)
    {
        if (await files.DeleteAsync(file, context.RequestAborted))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await FailAsync(context, NotFound);
    }

    private async Task ServeAsync(HttpContext context, StoredFile file)
    {
        var headers = context.Response.Headers;
        var left = file.Expires - files.Time.GetUtcNow();
        var disposition = $"inline; filename=\"{NameOf(file)}\"";
        if (files.Options.Redirects && await files.PresignAsync(new(context.Request.Method), file, disposition, left, context.RequestAborted) is { } elsewhere)
        {
            headers.CacheControl = "no-store";
            context.Response.Redirect(elsewhere.AbsoluteUri);
            return;
        }
        if (files.Open(file) is not { } content)
        {
            await FailAsync(context, NotFound);
            return;
        }
        headers.CacheControl = $"private, max-age={(long)left.TotalSeconds}, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers.ContentDisposition = disposition;
        var tag = new EntityTagHeaderValue($"\"{file.Sha256}\"");
        if (!IsRangeMeant(context.Request.Headers, tag, file.Created))
            context.Request.Headers.Remove(HeaderNames.Range);
        await Results.Stream(content, file.ContentType, lastModified: file.Created, entityTag: tag, enableRangeProcessing: true)
            .ExecuteAsync(context);
    }

    // RFC 9110, sections 14.2 and 13.1.5: a unit that is unknown is ignored, and so is a range of what is not exactly this file. ASP.NET Core takes any
    // unit, and any date from the file's own on.
    private static bool IsRangeMeant(IHeaderDictionary headers, EntityTagHeaderValue tag, DateTimeOffset created)
    {
        if (headers.Range.Count == 0)
            return true;
        if (!RangeHeaderValue.TryParse(headers.Range.ToString(), out var range) || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
            return false;
        if (headers.IfRange.Count == 0)
            return true;
        return RangeConditionHeaderValue.TryParse(headers.IfRange.ToString(), out var condition)
            && (condition.EntityTag is { } known
                ? known.Compare(tag, useStrongComparison: true)
                : condition.LastModified?.ToUnixTimeSeconds() == created.ToUnixTimeSeconds());
    }

    private Task FailAsync(HttpContext context, ImageError error)
    {
        context.Response.Headers.CacheControl = "no-store";
        return EnvelopeResponse.WriteAsync(context, new FailureReport { Error = error, RequestId = ids.Of(context) });
    }

    private static string NameOf(StoredFile file)
    {
        var type = file.ContentType.StartsWith("image/", StringComparison.Ordinal) ? file.ContentType["image/".Length..] : "bin";
        var extension = type switch
        {
            "jpeg" => "jpg",
            "svg+xml" => "svg",
            _ => type,
        };
        return $"image-{file.Created:yyyyMMdd-HHmmss}-{file.Id[..8]}.{extension}";
    }

    private static ImageError NotFound { get; } = ImageError.Invalid(
        "There is no picture at this address: it is wrong, or its time has passed.", code: "file_not_found", status: StatusCodes.Status404NotFound);

    private static ImageError Unavailable { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "store_unavailable",
        Message = "The store of pictures cannot be reached.",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(5),
    };
}
