using Azure.Core;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials;

/// <summary>A source of tokens named token-1, token-2, … that a test can hold back or let fail.</summary>
internal sealed class FakeTokenCredential(Func<DateTimeOffset> expiry) : TokenCredential
{
    private int _calls;

    /// <summary>How many tokens were asked for.</summary>
    public int Calls => _calls;
    /// <summary>The scopes last asked for.</summary>
    public string[] Scopes { get; private set; } = [];
    /// <summary>A call waits for this task.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;
    /// <summary>A call throws this instead.</summary>
    public Exception? Failure { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are fetched without blocking a thread.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes = requestContext.Scopes;
        var number = Interlocked.Increment(ref _calls);
        await Gate.WaitAsync(cancellationToken);
        return Failure is null ? new AccessToken($"token-{number}", expiry()) : throw Failure;
    }
}
