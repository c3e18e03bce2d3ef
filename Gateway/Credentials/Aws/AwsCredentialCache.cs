using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// Credentials from one source. One task renews them ahead of their expiry while all callers use those that are still valid.
/// </summary>
/// <param name="resolve">Asks the source; may block and may take long.</param>
/// <param name="time">The clock.</param>
internal sealed class AwsCredentialCache(Func<Task<AwsCredentials>> resolve, TimeProvider time)
{
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(5);
    // Credentials without an expiry come from files and variables, which people change, so they are read again from time to time.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    // A failed look-up takes seconds when no metadata server answers, so not every request repeats it.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    // The SDK's instance metadata needs up to 35 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private AwsCredentials? _current;
    private AwsCredentials? _previous;
    private CredentialException? _failure;
    private DateTimeOffset _askAt = DateTimeOffset.MinValue;
    private Task? _pending;

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="CredentialException">There are no valid credentials; the message is safe to show.</exception>
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (Look(ask: true, out var pending) is { } known)
            return known;
        if (pending is not null)
        {
            // All callers share the task: cancelling one caller ends only that caller's wait.
            await pending.WaitAsync(cancellationToken);
            if (Look(ask: false, out _) is { } fresh)
                return fresh;
        }
        throw new CredentialException(_failure?.Message ?? "the AWS credentials found for the provider have expired", _failure);
    }

    /// <summary>The parts of the credentials in force, and of those that they have replaced.</summary>
    public IEnumerable<string> Known
    {
        get
        {
            lock (_gate)
                return [.. Parts(_current), .. Parts(_previous)];
        }
    }

    private static IEnumerable<string> Parts(AwsCredentials? credentials) =>
        credentials is null ? [] : ((string?[])[credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken]).OfType<string>();

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

    // Never throws: nobody may await the task, so the result is stored as state.
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
            // The source's message names paths, hosts and roles. It goes to the log and not to clients.
            failure = new CredentialException("no AWS credentials could be obtained for the provider", e);
        }
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (fresh is not null && fresh != _current)
                _previous = _current;
            (_current, _failure) = (fresh ?? _current, failure);
            _askAt = fresh is null ? now + AfterFailure : NextLook(fresh, now);
            _pending = null;
        }
    }

    private static DateTimeOffset NextLook(AwsCredentials fresh, DateTimeOffset now)
    {
        if (fresh.ExpiresOn is not { } end)
            return now + LookAgain;
        // Keeps every request from asking a source that still returns the old credentials.
        return end - RenewAhead > now ? end - RenewAhead : now + AfterFailure;
    }
}
