using Microsoft.AspNetCore.DataProtection;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Cookies of session affinity are protected by the framework's data protection, whose hosted service makes its keys ready at every start: it loads
/// OpenSSL and reads, or writes, files of keys. YARP's policies ask for a protector as soon as they are made, which looks for a folder and warns where
/// there is none. Where no cluster asks for such cookies nobody needs them; else they are made with the first.
/// </summary>
internal static class LazyKeys
{
    // The type is internal to the framework, so only its name can be used.
    private const string Preloading = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    /// <summary>Takes the hosted service out, and puts off everything else until a cookie is written or read.</summary>
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
