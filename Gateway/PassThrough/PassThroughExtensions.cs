namespace Iris.Gateway.PassThrough;

internal static class PassThroughExtensions
{
    /// <summary>Registers what pass-through routes need.</summary>
    public static IServiceCollection AddPassThrough(this IServiceCollection services) => services.AddSingleton<PassThroughTelemetry>();

    /// <summary>Adds the step to YARP's pipeline: before the load balancing, whose candidates it narrows.</summary>
    public static void UsePassThrough(this IReverseProxyApplicationBuilder pipeline) => pipeline.UseMiddleware<PassThroughMiddleware>();
}
