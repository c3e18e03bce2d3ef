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
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _secrets = [];

    public CredentialKind Kind => CredentialKind.Key;

    public IEnumerable<string> SecretsOf(ImageDestination destination)
    {
        lock (_lock)
            return [.. _secrets];
    }

    public async ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        var headers = request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var query = request.RequestUri?.Query ?? "";
        try
        {
            await credentials.AuthorizeAsync(request, destination.Id, destination.Settings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new CredentialException("no credential could be obtained for the provider", e);
        }
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                if (headers.GetValueOrDefault(name) != value)
                    Remember(value);
            }
        }
        if (request.RequestUri?.Query is { Length: > 1 } now && now != query)
        {
            foreach (var pair in now[1..].Split('&').Except(query.TrimStart('?').Split('&')))
                Remember(Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        }
    }

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
        if (secret.Length < EchoedSecret.Shortest || !_secrets.Add(secret))
            return;
        _order.Enqueue(secret);
        if (_order.Count > MostRemembered)
            _secrets.Remove(_order.Dequeue());
    }
}
