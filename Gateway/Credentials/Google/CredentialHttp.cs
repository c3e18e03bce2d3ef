using System.Net;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>A response with its whole body.</summary>
/// <param name="Status">Any status.</param>
/// <param name="Body">At most 64 KiB.</param>
/// <param name="Flavor">The header <c>Metadata-Flavor</c>.</param>
internal sealed record CredentialAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Flavor)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>
/// Sends small requests for credentials, bounded in time and size. It retries transient failures. A host name that does not resolve and a server
/// that does not respond are not retried, because a missing server must not cause a long wait.
/// </summary>
/// <param name="http">Sends a request; follows no redirects.</param>
/// <param name="deadline">The deadline of each attempt.</param>
/// <param name="time">The clock.</param>
internal sealed class CredentialHttp(HttpMessageInvoker http, TimeSpan deadline, TimeProvider time)
{
    /// <summary>The longest response, in bytes. A token response has 2 KB.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The number of attempts of a call.</summary>
    public const int Attempts = 4;

    // The pause doubles: 0.25 s, 0.5 s, 1 s.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Sends a request and reads the response.</summary>
    /// <param name="peer">The called server's name for messages: "Google's token endpoint".</param>
    /// <param name="create">Creates the request; called once per attempt.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CredentialException">There is no response, or it is too long.</exception>
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
                // A restarting server refuses, resets or closes the connection: retry.
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
