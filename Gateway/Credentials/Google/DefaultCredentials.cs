using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// Google's application default credentials: the file that <c>GOOGLE_APPLICATION_CREDENTIALS</c> names, else gcloud's file, else the metadata
/// server (cloud.google.com/docs/authentication/application-default-credentials).
/// </summary>
/// <param name="endpoint">Google's token endpoints.</param>
/// <param name="metadata">The metadata server, which may not exist.</param>
/// <param name="environment">Returns an environment variable by its name.</param>
internal sealed class DefaultCredentials(TokenEndpoint endpoint, MetadataServer metadata, Func<string, string?> environment)
{
    private const string FileName = "application_default_credentials.json";

    private volatile Found? _found;

    /// <summary>Obtains a new token. The file is read again each time, so that a changed key counts from the next refresh on.</summary>
    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public async Task<ExpiringToken> ObtainAsync(Uri? tokenUri, CancellationToken cancellationToken)
    {
        _found = await FindAsync(cancellationToken);
        return _found.Credential is { } credential
            ? await credential.ObtainAsync(endpoint, tokenUri, cancellationToken)
            : await metadata.ObtainAsync(cancellationToken);
    }

    /// <summary>The project to call: that of the environment, the file or the machine; null when none of them names one.</summary>
    /// <exception cref="CredentialException">The file or the metadata server caused an error.</exception>
    public async ValueTask<string?> GetProjectAsync(CancellationToken cancellationToken)
    {
        if (environment("GOOGLE_CLOUD_PROJECT") is { Length: > 0 } project)
            return project;
        _found ??= await FindAsync(cancellationToken);
        return _found.Credential?.Project ?? await metadata.GetProjectAsync(cancellationToken);
    }

    /// <summary>The project that is billed, when the file or the environment names one; a user's login needs it.</summary>
    /// <exception cref="CredentialException">The file caused an error.</exception>
    public async ValueTask<string?> GetQuotaProjectAsync(CancellationToken cancellationToken)
    {
        if (environment("GOOGLE_CLOUD_QUOTA_PROJECT") is { Length: > 0 } project)
            return project;
        _found ??= await FindAsync(cancellationToken);
        return _found.Credential?.QuotaProject;
    }

    private async Task<Found> FindAsync(CancellationToken cancellationToken)
    {
        if (environment("GOOGLE_APPLICATION_CREDENTIALS") is { Length: > 0 } named)
            return new Found(await ReadAsync(named, "the file that GOOGLE_APPLICATION_CREDENTIALS names", cancellationToken));
        return WellKnownPath() is { } path && File.Exists(path)
            ? new Found(await ReadAsync(path, "gcloud's credentials file", cancellationToken))
            : new Found(null);
    }

    private async Task<GoogleCredential> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        var content = await CredentialFile.ReadAsync(path, what, cancellationToken);
        try
        {
            using var document = CredentialJson.Parse(content);
            var json = document.RootElement;
            return json.Optional("type") switch
            {
                ServiceAccount.Type => ServiceAccount.Read(json, endpoint.Time),
                AuthorizedUser.Type => new AuthorizedUser(json),
                ExternalAccount.Type => new ExternalAccount(json),
                _ => throw new FormatException($"has a type that is not supported; {ServiceAccount.Type}, {AuthorizedUser.Type} and {ExternalAccount.Type} are"),
            };
        }
        catch (FormatException e)
        {
            throw new CredentialException($"{what} {e.Message}");
        }
    }

    private string? WellKnownPath()
    {
        if (environment("CLOUDSDK_CONFIG") is { Length: > 0 } configured)
            return Path.Combine(configured, FileName);
        if (OperatingSystem.IsWindows())
            return environment("APPDATA") is { Length: > 0 } data ? Path.Combine(data, "gcloud", FileName) : null;
        return environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config", "gcloud", FileName) : null;
    }

    private sealed record Found(GoogleCredential? Credential);
}
