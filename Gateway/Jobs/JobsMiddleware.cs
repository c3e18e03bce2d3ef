using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>
/// Stands before routing: calls that are to be jobs go through the whole pipeline as rehearsals, and questions about jobs are answered here. The rest of
/// the pipeline is also what makes the jobs.
/// </summary>
internal sealed class JobsMiddleware
{
    private readonly RequestDelegate _next;
    private readonly JobOrders _orders;
    private readonly JobApi _api;
    private readonly RequestIds _ids;

    public JobsMiddleware(RequestDelegate next, JobOrders orders, JobApi api, JobWorkers workers, RequestIds ids)
    {
        (_next, _orders, _api, _ids) = (next, orders, api, ids);
        workers.Begin(next);
    }

    public Task InvokeAsync(HttpContext context)
    {
        var (operation, id) = JobRoutes.Parse(context.Request.Path);
        if (operation is not null)
            return AnswerAsync(context, operation, id);
        return context.Request.Headers.TryGetValue(JobHeaders.Async, out var isAsync) && HttpMethods.IsPost(context.Request.Method)
            && isAsync.ToString().Equals("true", StringComparison.OrdinalIgnoreCase) && JobRoutes.OperationOf(context.Request.Path) is { } ordinary
            ? OrderAsync(context, ordinary, context.Request.Path)
            : _next(context);
    }

    private Task AnswerAsync(HttpContext context, string operation, string? id)
    {
        var method = context.Request.Method;
        if (JobRoutes.OperationOf(JobRoutes.PathOf(operation)) is not { } known)
            return _next(context);
        if (id is not null && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)))
            return TellAsync(context, () => _api.ShowAsync(context, known, id));
        if (id is not null && HttpMethods.IsDelete(method))
            return TellAsync(context, () => _api.DeleteAsync(context, known, id));
        if (id is null && HttpMethods.IsPost(method))
            return OrderAsync(context, known, JobRoutes.PathOf(known));
        context.Response.Headers.Allow = id is null ? "POST" : "GET, HEAD, DELETE";
        return WriteAsync(context, ImageError.Invalid(
            $"Method {PrintableText.Of(method)} is not allowed here; allowed: {context.Response.Headers.Allow}.", code: "method_not_allowed",
            status: StatusCodes.Status405MethodNotAllowed));
    }

    private Task OrderAsync(HttpContext context, string operation, PathString path) =>
        TellAsync(context, () => _orders.OrderAsync(context, operation, path, _next));

    private async Task TellAsync(HttpContext context, Func<Task<ImageError?>> answer)
    {
        if (await answer() is { } error)
            await WriteAsync(context, error);
    }

    private Task WriteAsync(HttpContext context, ImageError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return EnvelopeResponse.WriteAsync(context, new FailureReport { Error = error, Identity = new(_ids.Of(context)) });
    }
}
