using System.Collections.Concurrent;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// Access tokens for Google Cloud: one per credential, shared by all its destinations and kept across reloads. A destination's credential is its
/// setting <c>ServiceAccount</c> or, without it, the application default credentials.
/// </summary>
internal sealed class GoogleTokens : IDisposable
{
    // As early as Google's own libraries: the metadata server returns the old token until four minutes before its expiry.
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromSeconds(225);
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan EndpointDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MetadataDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MetadataConnect = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Key, Lazy<Entry>> _entries = [];
    private readonly HttpMessageInvoker _http;
    private readonly HttpMessageInvoker _metadataHttp;
    private readonly TokenEndpoint _endpoint;
    private readonly DefaultCredentials _defaults;
    private readonly TimeProvider _time;

    /// <param name="http">Reaches the token endpoints; disposed with this object.</param>
    /// <param name="metadataHttp">Reaches the metadata server; disposed with this object.</param>
    /// <param name="environment">Returns an environment variable by its name.</param>
    /// <param name="time">The clock.</param>
    public GoogleTokens(HttpMessageHandler http, HttpMessageHandler metadataHttp, Func<string, string?> environment, TimeProvider time)
    {
        (_http, _metadataHttp, _time) = (new HttpMessageInvoker(http), new HttpMessageInvoker(metadataHttp), time);
        _endpoint = new TokenEndpoint(new CredentialHttp(_http, EndpointDeadline, time), time);
        var metadata = new MetadataServer(new CredentialHttp(_metadataHttp, MetadataDeadline, time), environment, time);
        _defaults = new DefaultCredentials(_endpoint, metadata, environment);
    }

    /// <summary>Creates the tokens with sockets of their own.</summary>
    public static GoogleTokens Create(Func<string, string?> environment, TimeProvider time) => new(
        Sockets(EndpointDeadline, useProxy: true),
        // The metadata server is on the machine's own link. No proxy leads to it, and where it is missing its address often does not respond at
        // all.
        Sockets(MetadataConnect, useProxy: false),
        environment,
        time);

    /// <summary>An access token that is valid now.</summary>
    /// <exception cref="CredentialException">No token could be obtained.</exception>
    public ValueTask<string> GetAsync(ImageDestination destination, CancellationToken cancellationToken) =>
        Find(destination).Token.GetAsync(cancellationToken);

    /// <summary>
    /// The project to call: the setting <c>Project</c>, else the service account's, else <c>GOOGLE_CLOUD_PROJECT</c>, else that of the application
    /// default credentials or of the machine; null when none of them names one.
    /// </summary>
    /// <exception cref="CredentialException">A source that names the project cannot be read.</exception>
    public ValueTask<string?> GetProjectAsync(ImageDestination destination, CancellationToken cancellationToken)
    {
        if (Setting(destination, "Project") is { } project)
            return new(project);
        return Find(destination).Account?.Project is { } own ? new(own) : _defaults.GetProjectAsync(cancellationToken);
    }

    /// <summary>
    /// The value of the header <c>x-goog-user-project</c>; null when it is not needed. Vertex AI rejects a login by gcloud without it.
    /// </summary>
    /// <exception cref="CredentialException">The application default credentials cannot be read.</exception>
    public ValueTask<string?> GetQuotaProjectAsync(ImageDestination destination, CancellationToken cancellationToken) =>
        Setting(destination, "ServiceAccount") is null ? _defaults.GetQuotaProjectAsync(cancellationToken) : default;

    /// <inheritdoc cref="RefreshedToken.Known"/>
    public IEnumerable<string> KnownOf(ImageDestination destination) =>
        _entries.TryGetValue(KeyOf(destination), out var entry) && entry.IsValueCreated ? entry.Value.Token.Known : [];

    public void Dispose()
    {
        foreach (var entry in _entries.Values.Where(e => e.IsValueCreated))
            entry.Value.Token.Dispose();
        _http.Dispose();
        _metadataHttp.Dispose();
    }

    // The key is the credential's content, so that a reload without a change keeps the token. Lazy, so that an account's key is opened once.
    private Entry Find(ImageDestination destination) =>
        _entries.GetOrAdd(KeyOf(destination), static (key, self) => new(() => self.Open(key)), this).Value;

    private static Key KeyOf(ImageDestination destination) => new(Setting(destination, "ServiceAccount"), Setting(destination, "TokenUri"));

    private Entry Open(Key key)
    {
        Uri? tokenUri = null;
        if (key.TokenUri is not null && !TokenUris.TryParse(key.TokenUri, out tokenUri))
            throw new CredentialException("TokenUri is no absolute http or https URL");
        if (key.ServiceAccount is null)
            return new Entry(null, Refreshed(cancellation => _defaults.ObtainAsync(tokenUri, cancellation)));
        try
        {
            var account = ServiceAccount.Parse(key.ServiceAccount, _time);
            return new Entry(account, Refreshed(cancellation => account.ObtainAsync(_endpoint, tokenUri, cancellation)));
        }
        catch (FormatException e)
        {
            throw new CredentialException($"the service account {e.Message}");
        }
    }

    private RefreshedToken Refreshed(Func<CancellationToken, Task<ExpiringToken>> obtain) => new(obtain, RefreshAhead, RefreshPause, _time);

    private static string? Setting(ImageDestination destination, string name) =>
        destination.Settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static SocketsHttpHandler Sockets(TimeSpan connect, bool useProxy) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = useProxy,
        ConnectTimeout = connect,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    // A class and not a record, so that logging it cannot show a key.
    private sealed class Entry(ServiceAccount? account, RefreshedToken token)
    {
        public ServiceAccount? Account => account;
        public RefreshedToken Token => token;
    }

    private readonly record struct Key(string? ServiceAccount, string? TokenUri)
    {
        public override string ToString() => "a Google credential";
    }
}
