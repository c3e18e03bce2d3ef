using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Lets an application's credentials authorise calls where the gateway's own schemes do. What they have put on a request, in whichever header or in
/// the query, is a secret: it is remembered, so that an answer that echoes it is told without it.
/// </summary>
internal sealed class AddedCredentials(ImageCredentials credentials) : ICredentialScheme
{
    // Calls that run side by side may each have a signature of their own.
    private const int MostRemembered = 64;

    private readonly Lock _lock = new();
    // The one that was used last stands last.
    private readonly List<string> _secrets = [];

    public CredentialKind Kind => CredentialKind.Key;

    public IEnumerable<string> SecretsOf(ImageDestination destination)
    {
        lock (_lock)
            return [.. _secrets];
    }

    public async ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        var before = Pairs(request).ToHashSet();
        var query = request.RequestUri?.Query ?? "";
        try
        {
            await credentials.AuthorizeAsync(request, destination.Id, destination.Settings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new CredentialException("no credential could be obtained for the provider", e);
        }
        foreach (var pair in Pairs(request).Where(pair => !before.Contains(pair)))
            Remember(pair.Value);
        if (request.RequestUri?.Query is { Length: > 1 } now && now != query)
        {
            foreach (var pair in now[1..].Split('&').Except(query.TrimStart('?').Split('&')))
                Remember(Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(HttpRequestMessage request) =>
        request.Headers.NonValidated.SelectMany(header => header.Value, (header, value) => (header.Key.ToUpperInvariant(), value));

    // A value behind a scheme's name ("Bearer ", "Token ") may be echoed without it.
    private void Remember(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        lock (_lock)
        {
            Add(value);
            if (space > 0 && value.IndexOf(' ', space + 1) < 0)
                Add(value[(space + 1)..]);
        }
    }

    private void Add(string secret)
    {
        if (secret.Length < EchoedSecret.Shortest)
            return;
        _secrets.Remove(secret);
        _secrets.Add(secret);
        if (_secrets.Count > MostRemembered)
            _secrets.RemoveAt(0);
    }
}
