using System.Net;
using System.Text;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// The metadata server of Compute Engine, GKE and Cloud Run. It knows the machine's project and issues tokens of the machine's account.
/// </summary>
/// <param name="http">Sends the requests, without a proxy and with short deadlines.</param>
/// <param name="environment">Returns an environment variable by its name.</param>
/// <param name="time">The clock.</param>
internal sealed class MetadataServer(CredentialHttp http, Func<string, string?> environment, TimeProvider time)
{
    private const string Peer = "Google's metadata server";
    private const string Flavor = "Google";

    // The project never changes while a machine runs.
    private volatile string? _project;

    /// <summary>A token of the machine's default service account.</summary>
    /// <exception cref="CredentialException">There is no metadata server, or it has no token.</exception>
    public async Task<ExpiringToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        CredentialAnswer answer;
        try
        {
            answer = await GetAsync("instance/service-accounts/default/token", cancellationToken);
        }
        catch (CredentialException e) when (IsAbsence(e))
        {
            throw new CredentialException("no Google credentials were found, neither in a file nor on a metadata server", e.InnerException);
        }
        return answer is { Status: HttpStatusCode.NotFound, Flavor: Flavor }
            ? throw new CredentialException("this machine has no Google service account")
            : TokenAnswer.Read(Peer, Accepted(answer).Body, asked);
    }

    /// <summary>The machine's project; null when there is no metadata server.</summary>
    /// <exception cref="CredentialException">The metadata server gave an invalid response.</exception>
    public async ValueTask<string?> GetProjectAsync(CancellationToken cancellationToken)
    {
        if (_project is { } known)
            return known;
        CredentialAnswer answer;
        try
        {
            answer = await GetAsync("project/project-id", cancellationToken);
        }
        catch (CredentialException e) when (IsAbsence(e))
        {
            return null;
        }
        if (answer is { Status: HttpStatusCode.NotFound, Flavor: Flavor })
            return null;
        var project = Encoding.UTF8.GetString(Accepted(answer).Body.Span).Trim();
        return _project = IsProject(project) ? project : throw new CredentialException($"{Peer} answered with something that is no project");
    }

    private bool IsSwitchedOff => environment("NO_GCE_CHECK") is { } value && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    // An inner exception is the cause of a missing response: there is no server.
    private bool IsAbsence(CredentialException e) => e.InnerException is not null || IsSwitchedOff;

    private Task<CredentialAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        if (IsSwitchedOff)
            throw new CredentialException($"{Peer} is switched off by NO_GCE_CHECK");
        var host = environment("GCE_METADATA_HOST") is { Length: > 0 } other ? other : "metadata.google.internal";
        if (!Uri.TryCreate($"http://{host}/computeMetadata/v1/{path}", UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            throw new CredentialException("GCE_METADATA_HOST is no host");
        return http.SendAsync(Peer, () => new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Metadata-Flavor", Flavor } } }, cancellationToken);
    }

    // A response without the header comes from another server, such as a captive portal or a DNS that resolves every name.
    private static CredentialAnswer Accepted(CredentialAnswer answer) => answer switch
    {
        { Flavor: not Flavor } => throw new CredentialException($"what answered in the place of {Peer} is something else"),
        { IsSuccess: false } => throw new CredentialException($"{Peer} answered with status {(int)answer.Status}"),
        _ => answer,
    };

    // The project becomes part of a path.
    private static bool IsProject(string text) =>
        text.Length is > 0 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':');
}
