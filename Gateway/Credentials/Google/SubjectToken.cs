using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>The token of a federated identity's own provider, found through the member <c>credential_source</c>.</summary>
internal sealed class SubjectToken
{
    private const string Peer = "the identity provider";

    private readonly string? _file;
    private readonly Uri? _url;
    private readonly KeyValuePair<string, string>[] _headers = [];
    private readonly string? _member;

    /// <exception cref="FormatException">The source is neither a file nor a URL.</exception>
    public SubjectToken(JsonElement source)
    {
        _file = source.Optional("file");
        if (_file is null && source.Optional("url") is { } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out _url) || (_url.Scheme != Uri.UriSchemeHttps && _url.Scheme != Uri.UriSchemeHttp)))
            throw new FormatException("has a credential_source with a url that is none");
        // AWS's signed request, executables and certificates are not supported.
        if (_file is null && _url is null)
            throw new FormatException("has a credential_source that is not supported; only file and url are");
        if (source.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
            _headers = [.. headers.EnumerateObject().Where(h => h.Value.ValueKind == JsonValueKind.String)
                .Select(h => KeyValuePair.Create(h.Name, h.Value.GetString()!))];
        if (source.TryGetProperty("format", out var format) && format.Optional("type") == "json")
            _member = format.Required("subject_token_field_name");
    }

    /// <summary>Reads the current token: its provider replaces it from time to time.</summary>
    /// <exception cref="CredentialException">There is no token.</exception>
    public async Task<string> ReadAsync(CredentialHttp http, CancellationToken cancellationToken)
    {
        var content = _file is not null ? await ReadFileAsync(_file, cancellationToken) : await FetchAsync(http, cancellationToken);
        try
        {
            var token = _member is null ? Encoding.UTF8.GetString(content.Span).Trim() : ReadMember(content, _member);
            return token.Length > 0 ? token : throw new CredentialException($"{Peer}'s token is empty");
        }
        catch (FormatException e)
        {
            throw new CredentialException($"{Peer}'s token {e.Message}");
        }
    }

    private static string ReadMember(ReadOnlyMemory<byte> content, string member)
    {
        using var document = CredentialJson.Parse(content);
        return document.RootElement.Required(member);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        await CredentialFile.ReadAsync(path, $"{Peer}'s token file", cancellationToken);

    private async Task<ReadOnlyMemory<byte>> FetchAsync(CredentialHttp http, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Peer, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, _url);
            foreach (var (name, value) in _headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return request;
        }, cancellationToken);
        return answer.IsSuccess ? answer.Body : throw new CredentialException($"{Peer} answered with status {(int)answer.Status}");
    }
}
