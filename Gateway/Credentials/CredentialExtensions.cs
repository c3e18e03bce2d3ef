using Azure.Identity;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Credentials.Google;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Iris.Gateway.Credentials;

internal static class CredentialExtensions
{
    /// <summary>Registers the sources of tokens and signatures. None of them is used before a call needs it.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new EntraTokens(() => new DefaultAzureCredential(), Time(provider)));
        services.TryAddSingleton(provider => GoogleTokens.Create(Environment.GetEnvironmentVariable, Time(provider)));
        services.TryAddSingleton(_ => new AwsSdkChain());
        services.TryAddSingleton(provider => new AwsCredentialSource(provider.GetRequiredService<AwsSdkChain>().ResolveAsync, Time(provider)));
        services.TryAddSingleton(provider => new AwsSigner(
            provider.GetRequiredService<AwsCredentialSource>(), Environment.GetEnvironmentVariable, Time(provider)));
        services.AddSingleton<ICredentialScheme, KeyScheme>();
        services.AddSingleton<ICredentialScheme, EntraScheme>();
        services.AddSingleton<ICredentialScheme, GoogleScheme>();
        services.AddSingleton<ICredentialScheme, AwsScheme>();
        services.AddSingleton<CredentialSchemes>();
        services.AddSingleton<ISecretsInForce>(provider => provider.GetRequiredService<CredentialSchemes>());
        return services;
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
