using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>
/// How calls are authorised where the destination has no key of its own. A key that is written down wins: it is placed where
/// <see cref="ImageProvider.Key"/> says, and the scheme is not asked.
/// </summary>
internal interface ICredentialScheme
{
    /// <summary>The kind that providers name.</summary>
    CredentialKind Kind { get; }

    /// <summary>Whether it signs the body, which then must be known before it is sent.</summary>
    bool SignsBody => false;

    /// <summary>Adds to the settings what only the credential knows and the request needs; asked before the request is written.</summary>
    /// <returns>The destination, or a copy of it with more settings.</returns>
    /// <exception cref="Calls.CredentialException">Something is needed and not known; the message is safe to show.</exception>
    ValueTask<ImageDestination> CompleteAsync(ImageDestination destination, CancellationToken cancellationToken) => new(destination);

    /// <summary>Puts the credential on a request; a second time replaces the first one's.</summary>
    /// <exception cref="Calls.CredentialException">None could be had; the message is safe to show.</exception>
    ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken);
}
