using Microsoft.AspNetCore.DataProtection;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Delays the framework's data protection, which protects the cookies of session affinity. Its hosted service prepares keys at every start: it loads
/// OpenSSL and reads or writes files of keys. YARP's policies ask for a protector as soon as they are created, which looks for a folder and warns
/// when there is none. A gateway without such cookies needs no keys; with them, the first cookie creates the keys.
/// </summary>
internal static class LazyKeys
{
    // The type is internal to the framework, so only its name can be used.
    private const string Preloading = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    /// <summary>Removes the hosted service, and delays everything else until a cookie is written or read.</summary>
    /// <returns>True when the hosted service was there.</returns>
    public static bool MakeKeysOnDemand(this IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IDataProtectionProvider)) is { ImplementationFactory: { } make } eager)
        {
            services.Remove(eager);
            services.AddSingleton<IDataProtectionProvider>(provider => new OnDemand(() => (IDataProtectionProvider)make(provider)));
        }
        var preloading = services.FirstOrDefault(
            service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName == Preloading);
        return preloading is not null && services.Remove(preloading);
    }

    private sealed class OnDemand(Func<IDataProtectionProvider> make) : IDataProtectionProvider
    {
        private readonly Lazy<IDataProtectionProvider> _provider = new(make);

        public IDataProtector CreateProtector(string purpose) => new Protector(() => _provider.Value.CreateProtector(purpose));
    }

    private sealed class Protector(Func<IDataProtector> make) : IDataProtector
    {
        private readonly Lazy<IDataProtector> _protector = new(make);

        public IDataProtector CreateProtector(string purpose) => new Protector(() => _protector.Value.CreateProtector(purpose));

        public byte[] Protect(byte[] plaintext) => _protector.Value.Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData) => _protector.Value.Unprotect(protectedData);
    }
}
