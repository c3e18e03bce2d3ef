using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// Credentials from one source, renewed ahead of their end by one task while everybody goes on with those that are still good.
/// </summary>
/// <param name="resolve">Asks the source; may block and may take its time.</param>
/// <param name="time">Tells what has expired.</param>
internal sealed class AwsCredentialCache(Func<Task<AwsCredentials>> resolve, TimeProvider time)
{
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(5);
    // Credentials without an end live in files and variables, which people change: looked at again now and then.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    // Looking in vain takes seconds where no metadata server answers: not once per request.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    // The worst case of the SDK's instance metadata is 35 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private AwsCredentials? _current;
    private CredentialException? _failure;
    private DateTimeOffset _askAt = DateTimeOffset.MinValue;
    private Task? _pending;

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="CredentialException">There are none; the message is safe to show.</exception>
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (Look(ask: true, out var pending) is { } known)
            return known;
        if (pending is not null)
        {
            // The task belongs to everybody: one caller's cancellation ends that caller's waiting only.
            await pending.WaitAsync(cancellationToken);
            if (Look(ask: false, out _) is { } fresh)
                return fresh;
        }
        throw new CredentialException(_failure?.Message ?? "the AWS credentials found for the provider have expired", _failure);
    }

    private AwsCredentials? Look(bool ask, out Task? pending)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (ask && _pending is null && now >= _askAt)
                _pending = Task.Run(RenewAsync, CancellationToken.None);
            pending = _pending;
            return _current is { } current && current.IsValid(now) ? current : null;
        }
    }

    // Never throws: an outcome is state, and a task that nobody awaits must not carry an exception.
    private async Task RenewAsync()
    {
        AwsCredentials? fresh = null;
        CredentialException? failure = null;
        try
        {
            fresh = await resolve().WaitAsync(Patience, time);
        }
        catch (CredentialException e)
        {
            failure = e;
        }
        catch (Exception e)
        {
            // A source's own text names paths, hosts and roles: for the log, not for clients.
            failure = new CredentialException("no AWS credentials could be obtained for the provider", e);
        }
        lock (_gate)
        {
            var now = time.GetUtcNow();
            (_current, _failure) = (fresh ?? _current, failure);
            _askAt = fresh is null ? now + AfterFailure : NextLook(fresh, now);
            _pending = null;
        }
    }

    private static DateTimeOffset NextLook(AwsCredentials fresh, DateTimeOffset now)
    {
        if (fresh.ExpiresOn is not { } end)
            return now + LookAgain;
        // A source that still gives the old ones is not asked by every request until it has new ones.
        return end - RenewAhead > now ? end - RenewAhead : now + AfterFailure;
    }
}
