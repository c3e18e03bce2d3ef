using Azure.Core;
using Azure.Identity;

namespace Iris.Gateway.Credentials;

/// <summary>
/// Tokens of Microsoft Entra ID for Azure's cognitive services. One caller refreshes ahead of expiry while the others go on
/// with the token that is still good.
/// </summary>
internal sealed class EntraTokens(Func<TokenCredential> credential, TimeProvider time) : IDisposable
{
    // What the classic surface and the v1 surface both accept (providers-openai-like, section 2.2).
    private static readonly TokenRequestContext Request = new(["https://cognitiveservices.azure.com/.default"]);
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    // Made when first needed: looking for credentials takes time that a start has not.
    private readonly Lazy<TokenCredential> _credential = new(credential);
    private readonly SemaphoreSlim _refresh = new(1);
    private volatile StrongBox? _token;

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="CredentialException">None could be had.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var token = _token;
        var now = time.GetUtcNow();
        if (token is not null && now < token.Value.ExpiresOn - RefreshAhead)
            return token.Value.Token;
        var isValid = token is not null && now < token.Value.ExpiresOn;
        if (!await _refresh.WaitAsync(isValid ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken))
            return token!.Value.Token;
        try
        {
            if (!ReferenceEquals(_token, token))
                return _token!.Value.Token;
            var fresh = await _credential.Value.GetTokenAsync(Request, cancellationToken);
            _token = new StrongBox(fresh);
            return fresh.Token;
        }
        catch (AuthenticationFailedException) when (isValid)
        {
            return token!.Value.Token;
        }
        catch (AuthenticationFailedException e)
        {
            // Its text lists every source that was tried, with paths and hosts: for the log, not for clients.
            throw new CredentialException("no Microsoft Entra token could be obtained for the provider", e);
        }
        finally
        {
            _refresh.Release();
        }
    }

    public void Dispose() => _refresh.Dispose();

    private sealed class StrongBox(AccessToken value)
    {
        public AccessToken Value { get; } = value;
    }
}
