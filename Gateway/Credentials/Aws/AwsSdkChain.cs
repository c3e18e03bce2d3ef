using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// The usual chain, walked by AWS's SDK: environment, web identity, profile, container, instance role. A profile may itself hold
/// keys, name a process or assume a role. Profiles of IAM Identity Center (SSO) need a person and a browser: not here.
/// </summary>
/// <param name="profilesFile">Where profiles stand; the SDK's own places when null.</param>
internal sealed class AwsSdkChain(string? profilesFile = null) : IDisposable
{
    // Made when first needed: it starts to watch files.
    private readonly Lazy<DefaultAWSCredentialsIdentityResolver> _resolver = new(() => new DefaultAWSCredentialsIdentityResolver());

    /// <summary>Asks the chain.</summary>
    /// <param name="profile">Null for the whole chain.</param>
    // The SDK finds the client that assumes roles by its name. Registering one instead, as its documentation has it for native
    // code, would give it no credentials for a role that a profile assumes with the keys of another profile.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AmazonSecurityTokenServiceConfig))]
    public async Task<AwsCredentials> ResolveAsync(string? profile)
    {
        var config = profile is null ? null : new AmazonSecurityTokenServiceConfig { Profile = new Profile(profile, profilesFile) };
        var found = await _resolver.Value.ResolveIdentityAsync(config);
        var values = await found.GetCredentialsAsync();
        // Known only after they have been fetched.
        var end = found.Expiration is { } expiration ? new DateTimeOffset(expiration.ToUniversalTime()) : (DateTimeOffset?)null;
        return AwsCredentials.Create(values.AccessKey, values.SecretKey, values.Token, end);
    }

    public void Dispose()
    {
        if (_resolver.IsValueCreated)
            _resolver.Value.Dispose();
    }
}
