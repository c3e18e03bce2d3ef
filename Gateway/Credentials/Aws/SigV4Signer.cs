using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// Signs requests as <see cref="HttpClient"/> sends them. It signs the host, the content type and all of Amazon's headers, but not the headers that
/// HttpClient adds later.
/// </summary>
/// <param name="service">The service as in the credential scope.</param>
/// <param name="time">The clock that dates the request.</param>
/// <param name="sendPayloadHash">Adds <c>x-amz-content-sha256</c>, which some services require beside the signature.</param>
internal sealed class SigV4Signer(string service, TimeProvider time, bool sendPayloadHash = false)
{
    /// <summary>The service that stores objects.</summary>
    public const string S3 = "s3";

    /// <summary>A signer for S3, which encodes paths once and wants the body's hash.</summary>
    public static SigV4Signer ForS3(TimeProvider time) => new(S3, time, sendPayloadHash: true);

    /// <summary>Signs the request and replaces an earlier signature: a retry sends the same message with a new date.</summary>
    /// <param name="request">A request with an absolute URI and a content that can be written more than once.</param>
    /// <param name="credentials">The credentials to sign with.</param>
    /// <param name="region">The endpoint's region.</param>
    /// <param name="cancellationToken">Cancels reading the content.</param>
    /// <exception cref="CredentialException">The credentials are not valid in a header.</exception>
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
            request.Method.Method, uri.AbsolutePath, uri.Query.TrimStart('?'), HeadersOf(request), payload, isPathCanonical: service == S3);
        var scope = SigV4.Scope(stamp, region, service);
        Set(request, "Authorization", SigV4.Authorization(credentials, scope, signedHeaders, SigV4.StringToSign(stamp, scope, canonical)));
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request)
    {
        yield return new("host", HostOf(request));
        // NonValidated returns the text that will be sent, with several values already joined.
        foreach (var (name, values) in request.Headers.NonValidated)
            if (name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
                yield return new(name, values.ToString());
        if (request.Content is null)
            yield break;
        foreach (var (name, values) in request.Content.Headers.NonValidated)
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
                yield return new(name, values.ToString());
    }

    // The host as SocketsHttpHandler writes it.
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
