using System.Net;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>An answer, read whole.</summary>
/// <param name="Status">Its status, whatever it is.</param>
/// <param name="Body">At most 64 KiB.</param>
/// <param name="Flavor">The header <c>Metadata-Flavor</c>.</param>
internal sealed record CredentialAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Flavor)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>
/// Small calls for credentials: bounded in time and size, and tried again after a failure that passes. A name that does not
/// resolve and a server that keeps silent are no such failures: nothing may wait long for a server that is not there.
/// </summary>
/// <param name="http">Sends a request; follows no redirects.</param>
/// <param name="deadline">For each attempt.</param>
/// <param name="time">The clock.</param>
internal sealed class CredentialHttp(HttpMessageInvoker http, TimeSpan deadline, TimeProvider time)
{
    /// <summary>Longest answer, in bytes. A token with its surroundings is 2 KB.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>How often a call is tried.</summary>
    public const int Attempts = 4;

    // Doubles: 0.25 s, 0.5 s, 1 s.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="peer">Who is called, for messages: "Google's token endpoint".</param>
    /// <param name="create">Makes the request; called once per attempt.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CredentialException">No answer, or one that is too long.</exception>
    public async Task<CredentialAnswer> SendAsync(string peer, Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await TryAsync(peer, create, cancellationToken);
                if (attempt == Attempts || !IsTransient(answer.Status))
                    return answer;
            }
            catch (HttpRequestException e) when (attempt == Attempts || e.HttpRequestError == HttpRequestError.NameResolutionError)
            {
                throw new CredentialException($"{peer} cannot be reached", e);
            }
            catch (IOException e) when (attempt == Attempts)
            {
                throw new CredentialException($"the connection to {peer} broke", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Refused, reset, closed early: what a restart looks like from here.
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CredentialException($"{peer} did not answer in time", e);
            }
            await Task.Delay(pause, time, cancellationToken);
            pause *= 2;
        }
    }

    private async Task<CredentialAnswer> TryAsync(string peer, Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = create();
        using var response = await http.SendAsync(request, either.Token);
        var flavor = response.Headers.TryGetValues("Metadata-Flavor", out var values) ? values.First() : null;
        return new CredentialAnswer(response.StatusCode, await ReadAsync(peer, response, either.Token), flavor);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string peer, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        var length = 0;
        while (await body.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length > MostBytes)
                throw new CredentialException($"{peer} answered more than {MostBytes} bytes");
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MostBytes + 1));
        }
        return buffer.AsMemory(0, length);
    }

    private static bool IsTransient(HttpStatusCode status) => (int)status >= 500 || status == HttpStatusCode.TooManyRequests;
}
