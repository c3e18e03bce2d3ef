using Azure.Core;
using Azure.Identity;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials;

/// <summary>Tokens of Microsoft Entra ID for Azure's cognitive services.</summary>
internal sealed class EntraTokens : IDisposable
{
    // The scope that both the classic surface and the v1 surface accept (docs/providers/azure.md, "Settings").
    private static readonly TokenRequestContext Request = new(["https://cognitiveservices.azure.com/.default"]);
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    // Created on first use, because looking for credentials would slow down the start.
    private readonly Lazy<TokenCredential> _credential;
    private readonly RefreshedToken _token;

    public EntraTokens(Func<TokenCredential> credential, TimeProvider time)
    {
        _credential = new(credential);
        // No pause here: Azure.Identity spaces its own attempts.
        _token = new RefreshedToken(ObtainAsync, RefreshAhead, TimeSpan.Zero, time);
    }

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => _token.GetAsync(cancellationToken);

    /// <inheritdoc cref="RefreshedToken.Known"/>
    public IEnumerable<string> Known => _token.Known;

    public void Dispose() => _token.Dispose();

    private async Task<ExpiringToken> ObtainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await _credential.Value.GetTokenAsync(Request, cancellationToken);
            return new ExpiringToken(token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException e)
        {
            // Its message lists every source with paths and hosts. It goes to the log and not to clients.
            throw new CredentialException("no Microsoft Entra token could be obtained for the provider", e);
        }
    }
}
