using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// The usual chain, in AWS's SDK: environment, web identity, profile, container, instance role. A profile may hold keys, name a process or assume a
/// role. Profiles of IAM Identity Center (SSO) are not supported, because they need a person and a browser.
/// </summary>
/// <param name="profilesFile">The file with profiles; the SDK's own places when null.</param>
internal sealed class AwsSdkChain(string? profilesFile = null) : IDisposable
{
    // Created on first use, because it starts to watch files.
    private readonly Lazy<DefaultAWSCredentialsIdentityResolver> _resolver = new(() => new DefaultAWSCredentialsIdentityResolver());

    /// <summary>Asks the chain.</summary>
    /// <param name="profile">The profile's name; null for the whole chain.</param>
    // The SDK finds the client that assumes roles by its name. Its documentation for native code registers one instead, but that client gets no
    // credentials for a role that a profile assumes with another profile's keys.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    public async Task<AwsCredentials> ResolveAsync(string? profile)
    {
        var config = profile is null ? null : new AmazonSecurityTokenServiceConfig { Profile = new Profile(profile, profilesFile) };
        var found = await _resolver.Value.ResolveIdentityAsync(config);
        var values = await found.GetCredentialsAsync();
        // The expiry is known only after the credentials have been fetched.
        var end = found.Expiration is { } expiration ? new DateTimeOffset(expiration.ToUniversalTime()) : (DateTimeOffset?)null;
        return AwsCredentials.Create(values.AccessKey, values.SecretKey, values.Token, end);
    }

    public void Dispose()
    {
        if (_resolver.IsValueCreated)
            _resolver.Value.Dispose();
    }
}
