namespace Iris.Gateway.Documents;

/// <summary>
/// What is public, as an OpenAPI 3.1 document, and a page that shows it. The document is a file of the program; a test holds it against the table of
/// members, the endpoints, and the answers.
/// </summary>
internal static class OpenApiDocument
{
    // The viewer is too large to carry along. Its version and hash are fixed, so that what runs in the browser is what was looked at.
    private const string Viewer = "https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.46.4/dist/browser/standalone.js";
    private const string ViewerHash = "sha384-BbTs28WithFYxTDCiH0YPK5tv3MflhBVpABoMjfb9UqXa/hegSE9I4THoddKejMF";

    private static readonly byte[] Page =
    [
        .. "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Iris</title></head>"u8,
        .. "<body><p>The viewer below comes from a public network (cdn.jsdelivr.net). Where there is none, "u8,
        .. "the document itself is at <a href=\"openapi.json\">openapi.json</a>, for a viewer of your own.</p>"u8,
        .. "<script id=\"api-reference\" data-url=\"openapi.json\"></script><script src=\""u8, .. System.Text.Encoding.ASCII.GetBytes(Viewer),
        .. "\" integrity=\""u8, .. System.Text.Encoding.ASCII.GetBytes(ViewerHash), .. "\" crossorigin=\"anonymous\"></script></body></html>\n"u8,
    ];

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

    /// <summary>Writes the page, which finds the document beside it.</summary>
    public static async Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = Page.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.Body.WriteAsync(Page, context.RequestAborted);
    }
}
