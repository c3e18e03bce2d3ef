using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>
/// Authorises calls when the destination has no key of its own. A configured key wins: it is placed where <see cref="ImageProvider.Key"/> tells,
/// and the scheme is not used.
/// </summary>
internal interface ICredentialScheme
{
    /// <summary>The kind that providers name.</summary>
    CredentialKind Kind { get; }

    /// <summary>Whether the scheme signs the body, so that the body must be known before it is sent.</summary>
    bool SignsBody => false;

    /// <summary>Adds settings that the request needs and only the credential knows; called before the request is written.</summary>
    /// <returns>The destination, or a copy with more settings.</returns>
    /// <exception cref="Calls.CredentialException">A needed value is unknown; the message is safe to show.</exception>
    ValueTask<ImageDestination> CompleteAsync(ImageDestination destination, CancellationToken cancellationToken) => new(destination);

    /// <summary>The secrets that the scheme holds for a destination and its settings do not; asks no source for any.</summary>
    IEnumerable<string> SecretsOf(ImageDestination destination) => [];

    /// <summary>Sets the credential on a request; a second call replaces the first one's.</summary>
    /// <exception cref="Calls.CredentialException">No credential could be obtained; the message is safe to show.</exception>
    ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken);
}
