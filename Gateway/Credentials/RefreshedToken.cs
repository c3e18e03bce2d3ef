using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials;

/// <summary>
/// One access token that its callers keep fresh. Ahead of expiry one caller refreshes it while the others use the valid one; after expiry all
/// callers wait for that one refresh. A failed refresh is not reported while the token is valid. After expiry it is reported to all callers that
/// waited for it, so that they do not try one after another.
/// </summary>
/// <param name="obtain">Obtains a new token; throws a <see cref="CredentialException"/> when it cannot.</param>
/// <param name="ahead">How long before its expiry a token is refreshed.</param>
/// <param name="pause">The shortest time between two refreshes of a valid token.</param>
/// <param name="time">The clock.</param>
internal sealed class RefreshedToken(
    Func<CancellationToken, Task<ExpiringToken>> obtain, TimeSpan ahead, TimeSpan pause, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _refresh = new(1);
    private volatile Held? _held;
    private volatile CredentialException? _failure;
    private volatile string? _previous;

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _held is { } held && time.GetUtcNow() < held.RefreshAt ? new(held.Token.Value) : new(RefreshAsync(cancellationToken));

    /// <summary>The token, and the one that it has replaced: a call that began with that one may still be answered.</summary>
    public IEnumerable<string> Known => ((string?[])[_held?.Token.Value, _previous]).OfType<string>();

    private async Task<string> RefreshAsync(CancellationToken cancellationToken)
    {
        var (held, failure) = (_held, _failure);
        var isValid = IsValid(held);
        if (!await _refresh.WaitAsync(isValid ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken))
            return held!.Token.Value;
        try
        {
            if (_held is { } current && !ReferenceEquals(current, held) && IsValid(current))
                return current.Token.Value;
            // Shares the failure of a refresh that ended while this caller waited. A cancelled refresh leaves no failure, and the next caller
            // refreshes.
            if (!isValid && _failure is { } shared && !ReferenceEquals(shared, failure))
                throw new CredentialException(shared.Message, shared);
            return await ObtainAsync(cancellationToken);
        }
        catch (CredentialException) when (IsValid(held))
        {
            _held = Hold(held!.Token);
            return held.Token.Value;
        }
        finally
        {
            _refresh.Release();
        }
    }

    private async Task<string> ObtainAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await obtain(cancellationToken);
            if (_held is { } replaced && replaced.Token.Value != token.Value)
                _previous = replaced.Token.Value;
            _held = Hold(token);
            return token.Value;
        }
        catch (CredentialException e)
        {
            _failure = e;
            throw;
        }
    }

    private bool IsValid(Held? held) => held is not null && time.GetUtcNow() < held.Token.ExpiresAt;

    // The pause keeps every call from refreshing when the source returns the same token again or only short-lived ones.
    private Held Hold(ExpiringToken token)
    {
        var (due, soonest) = (token.ExpiresAt - ahead, time.GetUtcNow() + pause);
        var refreshAt = due > soonest ? due : soonest;
        return new Held(token, refreshAt < token.ExpiresAt ? refreshAt : token.ExpiresAt);
    }

    public void Dispose() => _refresh.Dispose();

    private sealed record Held(ExpiringToken Token, DateTimeOffset RefreshAt);
}
