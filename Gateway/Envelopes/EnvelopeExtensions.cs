namespace Iris.Gateway.Envelopes;

internal static class EnvelopeExtensions
{
    /// <summary>Adds the outermost step, which gives a body to every failure and a line to every request.</summary>
    public static IApplicationBuilder UseEnvelopes(this IApplicationBuilder app) => app.UseMiddleware<EnvelopeMiddleware>();

    /// <summary>Adds the guard of requests.</summary>
    public static IApplicationBuilder UseRequestGuard(this IApplicationBuilder app) => app.UseMiddleware<RequestGuard>();
}
