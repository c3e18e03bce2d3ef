using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>The credentials that sign a request to AWS.</summary>
/// <param name="AccessKeyId">The key's id; stands readable in every request.</param>
/// <param name="SecretAccessKey">Never leaves the process.</param>
/// <param name="SessionToken">The token of temporary credentials.</param>
/// <param name="ExpiresOn">The expiry; null when they do not expire or their source renews them itself.</param>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null, DateTimeOffset? ExpiresOn = null)
{
    /// <summary>Cleans values as files and variables hold them: trims a trailing line end, and treats an empty value as absent.</summary>
    /// <exception cref="CredentialException">A part is missing or not valid in a header.</exception>
    public static AwsCredentials Create(string? accessKeyId, string? secretAccessKey, string? sessionToken = null, DateTimeOffset? expiresOn = null)
    {
        var (id, secret, token) = (accessKeyId?.Trim(), secretAccessKey?.Trim(), sessionToken?.Trim());
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret))
            throw new CredentialException("AWS credentials need both an access key id and a secret access key");
        if (!IsVisible(id) || !IsVisible(token))
            throw new CredentialException("the AWS credentials hold characters that no header can carry");
        return new AwsCredentials(id, secret, string.IsNullOrEmpty(token) ? null : token, expiresOn);
    }

    public bool IsValid(DateTimeOffset now) => ExpiresOn is not { } end || now < end;

    /// <summary>Replaces the record's own text, which would write the secret to the log.</summary>
    public override string ToString() => $"AWS access key {AccessKeyId[..Math.Min(4, AccessKeyId.Length)]}…";

    private static bool IsVisible(string? value) => value is null || value.All(c => c is > ' ' and < '\x7f');
}
