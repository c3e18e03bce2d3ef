using Iris.Gateway.Calls;
using Iris.Gateway.Documents;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>
/// The management API, with Bifrost's paths and shapes (docs/management.md). It reads, and changes what is in force for a while; what the file owns
/// is changed there.
/// </summary>
internal sealed class AdminApi(CurrentSnapshot snapshot, RequestIds ids, KeyApi keys, BudgetApi budgets, LogApi logs, ConfigurationApi configuration,
    VersionApi versions)
{
    private const string Root = "/api";
    private const string Read = "GET";

    /// <summary>The paths, as patterns, below the prefix.</summary>
    public static IReadOnlyList<string> Patterns { get; } =
    [
        "/api/governance/virtual-keys", "/api/governance/virtual-keys/{id}", "/api/governance/virtual-keys/{id}/budgets/{budget}/override",
        "/api/governance/budgets", "/api/governance/rate-limits", "/api/governance/teams", "/api/governance/teams/{id}",
        "/api/logs", "/api/logs/{id}", "/api/config", "/api/config/versions", "/api/config/versions/{number}",
        "/api/config/rollback",
        "/api/providers", "/api/providers/{id}", "/api/providers/{id}/keys", "/api/providers/{id}/keys/{key}",
        "/api/docs", "/api/docs/scalar.js", "/api/openapi.json",
    ];

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context) => AnswerAsync(context, RouteAsync);

    /// <summary>Answers the self-service of keys, which asks for no other key.</summary>
    public Task HandleQuotaAsync(HttpContext context) => AnswerAsync(context, keys.ShowQuotaAsync);

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<ImageError?>> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        ImageError? error;
        try
        {
            error = await answer(context);
        }
        catch (StateException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            error = AdminErrors.StateUnavailable;
        }
        if (error?.Status == StatusCodes.Status405MethodNotAllowed && context.Response.Headers.Allow.Count == 0)
            context.Response.Headers.Allow = Read;
        if (error is not null)
            await EnvelopeResponse.WriteAsync(context, new FailureReport { Error = error, RequestId = ids.Of(context) });
    }

    private Task<ImageError?> RouteAsync(HttpContext context)
    {
        if (snapshot().Images.Admin is not { } admin)
            return Task.FromResult<ImageError?>(NoPath);
        if (!AdminKey.IsBroughtBy(context.Request, admin))
        {
            // In lines of their own: browsers take a line for one challenge, and ask for a password only at one they know.
            context.Response.Headers.WWWAuthenticate = new(["Basic realm=\"iris\"", "Bearer"]);
            return Task.FromResult<ImageError?>(AdminErrors.KeyRequired);
        }
        if (!IsRead(context) && IsForeign(context.Request))
            return Task.FromResult<ImageError?>(AdminErrors.ForeignOrigin);
        return RouteAsync(context, SegmentsOf(context.Request.Path, configuration.Prefix));
    }

    private Task<ImageError?> RouteAsync(HttpContext context, string[] path) => path switch
    {
        ["governance", "virtual-keys"] => ReadOr(context, keys.ListAsync, "Images.Access.Keys"),
        ["governance", "virtual-keys", var id] when context.Request.Method == "PUT" => budgets.ResetAsync(context, id, Owned($"Images.Access.Keys.{id}")),
        ["governance", "virtual-keys", var id] => ReadOr(context, request => keys.ShowAsync(request, id), $"Images.Access.Keys.{id}", "GET, PUT"),
        ["governance", "virtual-keys", var id, "budgets", var budget, "override"] => context.Request.Method switch
        {
            "PUT" or "POST" => budgets.RaiseAsync(context, id, budget),
            "DELETE" => budgets.LowerAsync(context, id, budget),
            _ => Refuse(context, AdminErrors.Method("PUT, DELETE"), "PUT, DELETE"),
        },
        ["governance", "budgets"] => ReadOr(context, keys.ListBudgetsAsync, "Images.Access"),
        ["governance", "rate-limits"] => ReadOr(context, keys.ListLimitsAsync, "Images.Access"),
        ["governance", "teams", var id] when context.Request.Method == "PUT" => budgets.ResetGroupAsync(context, id, Owned($"Images.Access.Groups.{id}")),
        ["governance", "teams", var id] => ReadOr(context, request => keys.ShowGroupAsync(request, id), $"Images.Access.Groups.{id}", "GET, PUT"),
        ["governance", "teams", .. var rest] when rest.Length < 2 => ReadOr(context, NotFoundAsync, string.Join('.', ["Images.Access.Groups", .. rest])),
        ["logs"] => ReadOr(context, logs.ListAsync, "Images.Log (the log is kept for Retention and within Bytes)"),
        ["logs", "stats"] => ReadOr(context, logs.SumAsync, null),
        ["logs", "histogram"] => ReadOr(context, logs.GroupAsync, null),
        ["logs", "dropped"] => ReadOr(context, logs.CountDroppedAsync, null),
        ["logs", "export"] => ReadOr(context, logs.ExportAsync, null),
        ["logs", var id] => ReadOr(context, request => logs.FindAsync(request, id), "Images.Log (the log is kept for Retention and within Bytes)"),
        ["config"] => ReadOr(context, configuration.ShowAsync, "Images"),
        ["config", "versions"] => ReadOr(context, versions.ListAsync, "Images"),
        ["config", "versions", var number] => ReadOr(context, request => versions.ShowAsync(request, number), "Images"),
        ["config", "rollback"] => HttpMethods.IsPost(context.Request.Method)
            ? versions.RollBackAsync(context)
            : Refuse(context, AdminErrors.Method("POST"), "POST"),
        ["providers"] => ReadOr(context, configuration.ListProvidersAsync, "ReverseProxy.Clusters"),
        ["providers", var id] => ReadOr(context, request => configuration.ShowProviderAsync(request, id), $"ReverseProxy.Clusters.{id}"),
        ["providers", var id, "keys"] => ReadOr(context, request => configuration.ShowProviderAsync(request, id), $"ReverseProxy.Clusters.{id}.Destinations"),
        ["providers", var id, "keys", var key] => ReadOr(context, NotFoundAsync, $"ReverseProxy.Clusters.{id}.Destinations.{key}"),
        ["openapi.json"] => ReadOr(context, static request => ShowAsync(OpenApiDocument.WriteAsync(request)), null),
        ["docs"] => ReadOr(context, static request => ShowAsync(OpenApiDocument.WritePageAsync(request)), null),
        ["docs", "scalar.js"] => ReadOr(context, static request => ShowAsync(OpenApiDocument.WriteViewerAsync(request)), null),
        _ => Task.FromResult<ImageError?>(NoPath),
    };

    private static async Task<ImageError?> ShowAsync(Task writing)
    {
        await writing;
        return null;
    }

    private Task<ImageError?> ReadOr(HttpContext context, Func<HttpContext, Task<ImageError?>> read, string? owned, string allowed = Read) =>
        IsRead(context) ? read(context) : Refuse(context, owned is null ? AdminErrors.Method(allowed) : Owned(owned), allowed);

    private ImageError Owned(string place) => AdminErrors.Owned(configuration.File, PrintableText.Of(place));

    private static Task<ImageError?> Refuse(HttpContext context, ImageError error, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return Task.FromResult<ImageError?>(error);
    }

    private static Task<ImageError?> NotFoundAsync(HttpContext context) => Task.FromResult<ImageError?>(NoPath);

    private static ImageError NoPath { get; } = AdminErrors.NotFound("The management API has no such path (docs/management.md).");

    private static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    // A browser sends the password of Basic by itself, and names the page that asks.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static string[] SegmentsOf(PathString path, string prefix) =>
        path.StartsWithSegments(prefix + Root, StringComparison.OrdinalIgnoreCase, out var rest)
            ? (rest.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries)
            : [];
}
