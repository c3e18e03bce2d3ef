using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials;

/// <summary>
/// One access token, kept fresh by those who ask for it. Ahead of expiry one caller refreshes it while the others go on with
/// the one that is still good; after expiry all wait for that one refresh. A refresh that fails while the token is good is not
/// told to anybody; after expiry it is told to all who waited for it, instead of each trying in turn.
/// </summary>
/// <param name="obtain">Gets a new token; says why not with a <see cref="CredentialException"/>.</param>
/// <param name="ahead">How long before its expiry a token is refreshed.</param>
/// <param name="pause">Least time between two refreshes of a token that is still good.</param>
/// <param name="time">The clock.</param>
internal sealed class RefreshedToken(
    Func<CancellationToken, Task<ExpiringToken>> obtain, TimeSpan ahead, TimeSpan pause, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _refresh = new(1);
    private volatile Held? _held;
    private volatile CredentialException? _failure;

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="CredentialException">None could be had.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _held is { } held && time.GetUtcNow() < held.RefreshAt ? new(held.Token.Value) : new(RefreshAsync(cancellationToken));

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
            // Only a refresh that ended while this caller waited; one that was cancelled leaves no failure and the next takes over.
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

    // A source that hands out the same token again, or only short-lived ones, is asked once in a while and not by every call.
    private Held Hold(ExpiringToken token)
    {
        var (due, soonest) = (token.ExpiresAt - ahead, time.GetUtcNow() + pause);
        var refreshAt = due > soonest ? due : soonest;
        return new Held(token, refreshAt < token.ExpiresAt ? refreshAt : token.ExpiresAt);
    }

    public void Dispose() => _refresh.Dispose();

    private sealed record Held(ExpiringToken Token, DateTimeOffset RefreshAt);
}
