using System.Collections.Concurrent;
using Iris.Gateway.Model;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// A destination's AWS credentials: those written on it, else its profile's, else those of the usual chain. Profiles and chain
/// are shared by all destinations and survive a reload; nothing is looked for before the first call needs it.
/// </summary>
/// <param name="chain">Asks the named profile, or the whole chain when the name is null.</param>
/// <param name="time">Tells what has expired.</param>
internal sealed class AwsCredentialSource(Func<string?, Task<AwsCredentials>> chain, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AwsCredentialCache> _profiles = new(StringComparer.Ordinal);
    private readonly AwsCredentialCache _default = new(() => chain(null), time);

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="Calls.CredentialException">There are none; the message is safe to show.</exception>
    public ValueTask<AwsCredentials> GetAsync(ImageDestination destination, CancellationToken cancellationToken)
    {
        var settings = destination.Settings;
        var (id, secret) = (settings.GetValueOrDefault("AccessKeyId"), settings.GetValueOrDefault("SecretAccessKey"));
        // Half a pair is a mistake, and never a reason to sign with somebody else's key.
        if (!string.IsNullOrEmpty(id) || !string.IsNullOrEmpty(secret))
            return new(AwsCredentials.Create(id, secret, settings.GetValueOrDefault("SessionToken")));
        return settings.GetValueOrDefault("Profile") is { Length: > 0 } profile
            ? _profiles.GetOrAdd(profile, name => new AwsCredentialCache(() => chain(name), time)).GetAsync(cancellationToken)
            : _default.GetAsync(cancellationToken);
    }
}
