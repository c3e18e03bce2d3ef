using System.IO.Compression;

namespace Iris.Gateway.Documents;

/// <summary>
/// What is public, as an OpenAPI 3.1 document, and a page that shows it. The document is a file of the program; a test holds it against the table of
/// members, the endpoints, and the answers.
/// </summary>
internal static class OpenApiDocument
{
    private static readonly byte[] Page =
    [
        .. "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Iris</title><link rel=\"icon\" href=\"data:,\"></head><body>"u8,
        .. "<script id=\"api-reference\" data-url=\"openapi.json\" data-configuration='"u8,
        .. """{"withDefaultFonts":false,"telemetry":false,"agent":{"disabled":true},"showDeveloperTools":"never","hideClientButton":true}"""u8,
        .. "'></script>"u8,
        .. "<script src=\"docs/scalar.js\"></script></body></html>\n"u8,
    ];

    // The page loads nothing from elsewhere and tells nobody what it shows: it works where there is no other network.
    private const string OwnOnly = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'none'";

    /// <summary>Maps <c>/openapi.json</c>.</summary>
    public static void MapOpenApi(this IEndpointRouteBuilder endpoints, string prefix) => endpoints.MapGet($"{prefix}/openapi.json", WriteAsync);

    /// <summary>Writes the document.</summary>
    public static async Task WriteAsync(HttpContext context)
    {
        await using var document = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Writes the page, which finds the document and its viewer beside it.</summary>
    public static async Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = Page.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = OwnOnly;
        await context.Response.Body.WriteAsync(Page, context.RequestAborted);
    }

    /// <summary>Writes the page's viewer, Scalar, which its package carries compressed.</summary>
    public static async Task WriteViewerAsync(HttpContext context)
    {
        await using var packed = typeof(Scalar.AspNetCore.ScalarOptions).Assembly.GetManifestResourceStream("ScalarStaticAssets.scalar.js")!;
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = packed.Length;
            await packed.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
