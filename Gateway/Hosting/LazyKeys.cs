namespace Iris.Gateway.Hosting;

/// <summary>
/// The framework's data protection protects the cookies of session affinity. Its hosted service prepares the keys at every start, which loads
/// OpenSSL and reads or writes key files. Without a cluster that uses such cookies no keys are needed; otherwise they are created with the first
/// cookie.
/// </summary>
internal static class LazyKeys
{
    // The type is internal to the framework, so only its name can be used.
    private const string Preloading = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    /// <summary>Removes the hosted service; keys are still created on demand.</summary>
    /// <returns>True when the service was registered.</returns>
    public static bool MakeKeysOnDemand(this IServiceCollection services)
    {
        var preloading = services.FirstOrDefault(
            service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName == Preloading);
        return preloading is not null && services.Remove(preloading);
    }
}
