using System.Collections.Concurrent;
using Iris.Gateway.Model;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// A destination's AWS credentials: its own keys, else those of its profile, else those of the usual chain. All destinations share profiles and
/// chain, which survive a reload. Nothing is looked up before the first call needs it.
/// </summary>
/// <param name="chain">Asks the named profile, or the whole chain when the name is null.</param>
/// <param name="time">The clock.</param>
internal sealed class AwsCredentialSource(Func<string?, Task<AwsCredentials>> chain, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AwsCredentialCache> _profiles = new(StringComparer.Ordinal);
    private readonly AwsCredentialCache _default = new(() => chain(null), time);

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="Calls.CredentialException">There are no valid credentials; the message is safe to show.</exception>
    public ValueTask<AwsCredentials> GetAsync(ImageDestination destination, CancellationToken cancellationToken)
    {
        var settings = destination.Settings;
        var (id, secret) = (settings.GetValueOrDefault("AccessKeyId"), settings.GetValueOrDefault("SecretAccessKey"));
        // Half a key pair is an error: the gateway must not sign with another key instead.
        if (!string.IsNullOrEmpty(id) || !string.IsNullOrEmpty(secret))
            return new(AwsCredentials.Create(id, secret, settings.GetValueOrDefault("SessionToken")));
        return GetAsync(settings.GetValueOrDefault("Profile"), cancellationToken);
    }

    /// <summary>Credentials of a profile, or of the usual chain, that are valid now.</summary>
    /// <param name="profile">The profile's name; null or empty for the chain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Calls.CredentialException">There are no valid credentials; the message is safe to show.</exception>
    public ValueTask<AwsCredentials> GetAsync(string? profile, CancellationToken cancellationToken) => string.IsNullOrEmpty(profile)
        ? _default.GetAsync(cancellationToken)
        : _profiles.GetOrAdd(profile, name => new AwsCredentialCache(() => chain(name), time)).GetAsync(cancellationToken);

    /// <summary>The parts of the credentials that profile or chain gave last, and of those that they have replaced; looks nothing up.</summary>
    public IEnumerable<string> KnownOf(ImageDestination destination) =>
        destination.Settings.GetValueOrDefault("Profile") is not { Length: > 0 } profile ? _default.Known
        : _profiles.TryGetValue(profile, out var cache) ? cache.Known
        : [];
}
