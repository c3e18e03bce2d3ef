namespace Iris.Gateway.PassThrough;

internal static class PassThroughExtensions
{
    /// <summary>Registers the services of pass-through routes.</summary>
    public static IServiceCollection AddPassThrough(this IServiceCollection services) => services.AddSingleton<PassThroughTelemetry>();

    /// <summary>Adds the middleware to YARP's pipeline, before load balancing, because it narrows the candidates.</summary>
    public static void UsePassThrough(this IReverseProxyApplicationBuilder pipeline) => pipeline.UseMiddleware<PassThroughMiddleware>();
}
