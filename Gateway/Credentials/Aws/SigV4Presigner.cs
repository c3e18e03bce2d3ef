using System.Globalization;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>
/// Addresses that carry their signature in the query, for S3 ("Authenticating Requests: Using Query Parameters" in the S3 API Reference).
/// </summary>
internal static class SigV4Presigner
{
    private const string Payload = "UNSIGNED-PAYLOAD";

    // S3 refuses a longer one.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Signs an address.</summary>
    /// <param name="method">The only method that it serves.</param>
    /// <param name="address">The object.</param>
    /// <param name="parameters">More of the query, such as <c>response-content-type</c>.</param>
    /// <param name="credentials">The credentials; when they end, so does the address.</param>
    /// <param name="region">The bucket's region.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">For how long, at most 7 days.</param>
    public static Uri Presign(
        HttpMethod method, Uri address, IEnumerable<(string Name, string Value)> parameters, AwsCredentials credentials, string region, DateTimeOffset now,
        TimeSpan lifetime)
    {
        var stamp = SigV4.Stamp(now);
        var scope = SigV4.Scope(stamp, region, SigV4Signer.S3);
        var seconds = (long)Math.Clamp(lifetime.TotalSeconds, 1, Longest.TotalSeconds);
        List<(string Name, string Value)> all =
        [
            .. parameters, ("X-Amz-Algorithm", SigV4.Algorithm), ("X-Amz-Credential", $"{credentials.AccessKeyId}/{scope}"), ("X-Amz-Date", stamp),
            ("X-Amz-Expires", seconds.ToString(CultureInfo.InvariantCulture)), ("X-Amz-SignedHeaders", "host"),
        ];
        if (credentials.SessionToken is { } token)
            all.Add(("X-Amz-Security-Token", token));
        var query = SigV4Canonical.Query(string.Join('&', all.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}")));
        var host = address.IsDefaultPort ? address.IdnHost : $"{address.IdnHost}:{address.Port}";
        var (canonical, _) = SigV4Canonical.Create(method.Method, address.AbsolutePath, query, [new("host", host)], Payload, isPathCanonical: true);
        return new Uri($"{address.AbsoluteUri}?{query}&X-Amz-Signature={SigV4.Signature(credentials, scope, SigV4.StringToSign(stamp, scope, canonical))}");
    }
}
