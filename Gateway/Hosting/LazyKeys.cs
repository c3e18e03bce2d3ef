namespace Iris.Gateway.Hosting;

/// <summary>
/// Cookies of session affinity are protected by the framework's data protection, whose hosted service makes its keys ready at every start: it loads
/// OpenSSL and reads, or writes, files of keys. Where no cluster asks for such cookies nobody needs them; else they are made with the first.
/// </summary>
internal static class LazyKeys
{
    // Internal to the framework, so that only its name can be given.
    private const string Preloading = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    /// <summary>Takes the hosted service out; keys are still made on demand.</summary>
    /// <returns>True when it was there.</returns>
    public static bool MakeKeysOnDemand(this IServiceCollection services)
    {
        var preloading = services.FirstOrDefault(
            service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName == Preloading);
        return preloading is not null && services.Remove(preloading);
    }
}
