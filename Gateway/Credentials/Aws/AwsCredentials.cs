using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>What a request to AWS is signed with.</summary>
/// <param name="AccessKeyId">Names the key; stands in clear in every request.</param>
/// <param name="SecretAccessKey">Never leaves the process.</param>
/// <param name="SessionToken">Belongs to temporary credentials.</param>
/// <param name="ExpiresOn">Null when they do not expire, or when their source renews them on its own.</param>
internal sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null, DateTimeOffset? ExpiresOn = null)
{
    /// <summary>Takes values as people and tools leave them: with the line's end of a file, or empty instead of absent.</summary>
    /// <exception cref="CredentialException">A part is missing, or cannot stand in a header.</exception>
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

    /// <summary>Replaces the record's own text, which would print the secret into the first log that mentions it.</summary>
    public override string ToString() => $"AWS access key {AccessKeyId[..Math.Min(4, AccessKeyId.Length)]}…";

    private static bool IsVisible(string? value) => value is null || value.All(c => c is > ' ' and < '\x7f');
}
