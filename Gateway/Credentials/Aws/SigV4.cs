using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>The calculation of AWS Signature Version 4: steps 2 to 4 of "Create a signed AWS API request" in the IAM User Guide.</summary>
internal static class SigV4
{
    /// <summary>The algorithm's name.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>A time in the form of <c>x-amz-date</c>.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The credential scope, which the signature covers besides the request: the day, the region and the service.</summary>
    public static string Scope(string stamp, string region, string service) => $"{stamp.AsSpan(0, 8)}/{region}/{service}/aws4_request";

    public static string StringToSign(string stamp, string scope, string canonicalRequest) =>
        $"{Algorithm}\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)))}";

    /// <summary>
    /// The signing key of one day, region and service. It is not cached: four hashes cost microseconds, the call takes seconds, and a key that is
    /// not cached is never stale.
    /// </summary>
    public static byte[] DeriveKey(string secret, string scope)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    /// <summary>The value of <c>Authorization</c>.</summary>
    public static string Authorization(AwsCredentials credentials, string scope, string signedHeaders, string stringToSign) =>
        $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signedHeaders}, Signature={Signature(credentials, scope, stringToSign)}";

    /// <summary>The signature itself, in lower-case hex.</summary>
    public static string Signature(AwsCredentials credentials, string scope, string stringToSign) => Convert.ToHexStringLower(
        HMACSHA256.HashData(DeriveKey(credentials.SecretAccessKey, scope), Encoding.UTF8.GetBytes(stringToSign)));
}
