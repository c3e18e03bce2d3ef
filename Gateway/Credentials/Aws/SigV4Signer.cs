using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// Signs requests as <see cref="HttpClient"/> puts them on the wire. Signed are the host, the content's type and everything of
/// Amazon's; what HttpClient itself adds below is not known here.
/// </summary>
/// <param name="service">As in the credential scope: <c>bedrock</c> for the host <c>bedrock-runtime</c>. Not for <c>s3</c>, which encodes paths once.</param>
/// <param name="time">Tells the request's date.</param>
/// <param name="sendPayloadHash">Adds <c>x-amz-content-sha256</c>, which some services want beside the signature.</param>
internal sealed class SigV4Signer(string service, TimeProvider time, bool sendPayloadHash = false)
{
    /// <summary>Signs, replacing an earlier signature: a retry sends the same message with a fresh date.</summary>
    /// <param name="request">With an absolute URI and a content that can be written more than once.</param>
    /// <param name="credentials">Sign it.</param>
    /// <param name="region">Of the endpoint.</param>
    /// <param name="cancellationToken">Ends the reading of the content.</param>
    /// <exception cref="CredentialException">The credentials cannot stand in a header.</exception>
    public async ValueTask SignAsync(HttpRequestMessage request, AwsCredentials credentials, string region, CancellationToken cancellationToken)
    {
        var payload = await PayloadHash.OfAsync(request.Content, cancellationToken);
        var stamp = SigV4.Stamp(time.GetUtcNow());
        Set(request, "Authorization", null);
        Set(request, "X-Amz-Date", stamp);
        Set(request, "X-Amz-Security-Token", credentials.SessionToken);
        Set(request, "X-Amz-Content-Sha256", sendPayloadHash ? payload : null);

        var uri = request.RequestUri!;
        var (canonical, signedHeaders) = SigV4Canonical.Create(
            request.Method.Method, uri.AbsolutePath, uri.Query.TrimStart('?'), HeadersOf(request), payload);
        var scope = SigV4.Scope(stamp, region, service);
        Set(request, "Authorization", SigV4.Authorization(credentials, scope, signedHeaders, SigV4.StringToSign(stamp, scope, canonical)));
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request)
    {
        yield return new("host", HostOf(request));
        // NonValidated gives the text that will be sent, with several values already joined the way they will be.
        foreach (var (name, values) in request.Headers.NonValidated)
            if (name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
                yield return new(name, values.ToString());
        if (request.Content is null)
            yield break;
        foreach (var (name, values) in request.Content.Headers.NonValidated)
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
                yield return new(name, values.ToString());
    }

    // As SocketsHttpHandler writes it.
    private static string HostOf(HttpRequestMessage request)
    {
        if (request.Headers.Host is { } host)
            return host;
        var uri = request.RequestUri!;
        var name = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        return uri.IsDefaultPort ? name : $"{name}:{uri.Port}";
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            throw new CredentialException("the AWS credentials hold characters that no header can carry");
    }
}
