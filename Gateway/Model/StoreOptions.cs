namespace Iris.Gateway.Model;

/// <summary>
/// The section <c>Images.Store</c>: where pictures with an address, and recorded answers, are kept. Directory and bucket are in force from the start
/// on; the rest follows the file.
/// </summary>
internal sealed record StoreOptions
{
    /// <summary>The full path of the folder; null where a bucket is named.</summary>
    public string? Directory { get; init; }

    /// <summary>The bucket; null where a folder is named.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>How long a picture stays, 1 min..10 years.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What all files may take together, in bytes, 1 MiB..1 PiB; the oldest go first.</summary>
    public long Bytes { get; init; } = 10L << 30;

    /// <summary>What addresses begin with, without a slash at the end; null for the request's own scheme and host.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The keys of signatures: the first one signs, all verify. Empty for one that the store makes itself. Never log them.</summary>
    public IReadOnlyList<string> SigningKeys { get; init; } = [];

    /// <summary>Whether an address leads on to the bucket, instead of the gateway passing the file on.</summary>
    public bool Redirects { get; init; }

    /// <summary>Whether pictures that a provider gives an address for are copied.</summary>
    public bool CopyUrls { get; init; }

    /// <summary>Whether finished pictures of a stream have an address beside their base64.</summary>
    public bool InStreams { get; init; }

    /// <summary>Replaces the record's own text, which would write keys to the log.</summary>
    public override string ToString() => S3 is null ? "directory" : "S3";
}

/// <summary>The section <c>Images.Store.S3</c>: a bucket of Amazon S3 or of a server that speaks its API.</summary>
internal sealed record S3Options
{
    /// <summary>The address that the bucket's objects lie under, with a slash at its end.</summary>
    public required Uri Address { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public required string Region { get; init; }

    /// <summary>What the names of objects begin with; may be empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The key's id; null for a profile, or for AWS's usual chain.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The key. Never log it.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The token of temporary keys.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The profile of AWS's files; null for the usual chain.</summary>
    public string? Profile { get; init; }

    /// <summary>Replaces the record's own text, which would write the secret to the log.</summary>
    public override string ToString() => Address.Host;
}
