using System.Buffers;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Store</c>.</summary>
/// <param name="images">The section around it.</param>
/// <param name="secrets">Resolves references, and relative paths from the file's folder.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class StoreReader(IConfigurationSection images, SecretValues secrets, ConfigurationErrors errors)
{
    // 128 bits in base64; shorter ones can be guessed.
    private const int LeastKey = 22;
    private const string Way = "docs/store.md";

    /// <summary>What to tell of a section that names no place for the files.</summary>
    public const string NoPlace = $"names no place for the files: {Places}";

    private const string Places = $"set Directory, or S3 for a bucket ({Way})";

    private static readonly SearchValues<char> InPrefix =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./");

    private static readonly SearchValues<char> InBucket = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private readonly IConfigurationSection _section = images.GetSection("Store");
    private readonly StoreOptions _defaults = new();

    /// <summary>Reads the section; null when it is absent.</summary>
    /// <param name="state">Where the index lives.</param>
    public StoreOptions? Read(StateOptions state)
    {
        if (!_section.GetChildren().Any())
            return null;
        var reader = new SectionReader(_section, errors);
        var directory = reader.Text("Directory") is { Length: > 0 } path ? Path.GetFullPath(path, secrets.Folder) : null;
        var hasBucket = _section.GetSection("S3").GetChildren().Any();
        if (directory is null != hasBucket)
            errors.Add(_section, hasBucket ? $"names two places for the files: {Places}" : NoPlace);
        if (state is { Sqlite: null, Postgres: null })
            errors.Add(_section, "needs Images.State, where its index lives: add \"State\": { \"Sqlite\": \"state/iris.db\" }, or a PostgreSQL for several instances");
        var keys = ReadKeys();
        if (hasBucket && keys.Count == 0 && !errors.AnyUnder($"{_section.Path}:SigningKey"))
            errors.Add(_section, "SigningKey is missing: a bucket has no place for a key of the gateway's own; write \"env:NAME\" or \"file:PATH\"");
        return new StoreOptions
        {
            Directory = directory,
            S3 = hasBucket ? ReadBucket() : null,
            TimeToLive = reader.Lapse("TimeToLive", _defaults.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3653)),
            Bytes = reader.Whole("Bytes", _defaults.Bytes, 1 << 20, 1L << 50),
            PublicUrl = ReadPublicUrl(reader),
            SigningKeys = keys,
            Redirects = ReadServe(reader, hasBucket),
            CopyUrls = reader.Flag("CopyUrls", false),
            InStreams = reader.Flag("InStreams", false),
        };
    }

    /// <summary>Reports what asks for the store where there is none.</summary>
    /// <param name="options">What was read.</param>
    /// <param name="routes">All routes.</param>
    public void CheckUses(ImagesOptions options, IReadOnlyList<RouteConfig> routes)
    {
        if (options.Store is not null)
            return;
        if (options.Url == UrlDelivery.Store)
            errors.Add(images.GetSection("Url"), $"\"store\" needs a store: add Images.Store ({Way})");
        foreach (var route in routes)
        {
            if (route.Metadata?.FirstOrDefault(one => one.Key.Equals(ImageRoutes.UrlMetadata, StringComparison.OrdinalIgnoreCase)) is { Value: { } word } url
                && UrlWords.Find(word) == UrlDelivery.Store)
            {
                errors.Add(
                    ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId, "Metadata", url.Key), $"\"store\" needs a store: add Images.Store ({Way})");
            }
        }
    }

    private S3Options? ReadBucket()
    {
        var section = _section.GetSection("S3");
        var reader = new SectionReader(section, errors);
        var bucket = reader.Text("Bucket");
        if (bucket is null || bucket.Length is < 3 or > 63 || bucket.AsSpan().ContainsAnyExcept(InBucket))
        {
            errors.Add(section.GetSection("Bucket"), bucket is null ? "is missing: name the bucket" : $"\"{bucket}\" is no bucket's name");
            bucket = "none";
        }
        var region = reader.Text("Region");
        if (region is null && reader.Text("Endpoint") is null)
            errors.Add(section, "Region is missing: name the bucket's region, or the server as Endpoint");
        else if (region is not null && (region.Length == 0 || !region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            region = reader.Refuse("Region", $"\"{region}\" is no region's name", "us-east-1");
        var (id, secret) = (Resolve(section, "AccessKeyId"), Resolve(section, "SecretAccessKey"));
        if (id is null != secret is null && !errors.AnyUnder(section.Path))
            errors.Add(section, "half a key: AccessKeyId and SecretAccessKey belong together; without both AWS's usual chain is asked");
        return new S3Options
        {
            Address = ReadAddress(reader, bucket, region ?? "us-east-1"),
            Region = region ?? "us-east-1",
            Prefix = ReadPrefix(reader),
            AccessKeyId = id,
            SecretAccessKey = secret,
            SessionToken = Resolve(section, "SessionToken"),
            Profile = reader.Text("Profile") is { Length: > 0 } profile ? profile : null,
        };
    }

    // A bucket's own host where its name may be one under a wildcard certificate; a server of one's own usually has one host for all.
    private static Uri ReadAddress(SectionReader reader, string bucket, string region)
    {
        if (reader.Text("Endpoint") is not { } text)
            return bucket.Contains('.') ? new($"https://s3.{region}.amazonaws.com/{bucket}/") : new($"https://{bucket}.s3.{region}.amazonaws.com/");
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Query.Length == 0
            && endpoint.UserInfo.Length == 0
            ? new Uri($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{bucket}/")
            : reader.Refuse("Endpoint", $"\"{text}\" is no server's address: write it as https://host:port", new Uri("https://none/"));
    }

    private static string ReadPrefix(SectionReader reader)
    {
        var prefix = reader.Text("Prefix") ?? "";
        return prefix.StartsWith('/') || prefix.AsSpan().ContainsAnyExcept(InPrefix) || prefix.Split('/').Any(part => part is "." or "..")
            ? reader.Refuse("Prefix", $"\"{prefix}\" is no prefix of objects: write letters, digits, - _ . and /, for example \"iris/\"", "")
            : prefix;
    }

    private static bool ReadServe(SectionReader reader, bool hasBucket) => reader.Text("Serve") switch
    {
        null => false,
        var word when word.Equals("proxy", StringComparison.OrdinalIgnoreCase) => false,
        var word when word.Equals("redirect", StringComparison.OrdinalIgnoreCase) => hasBucket
            || reader.Refuse("Serve", "\"redirect\" needs a bucket to lead to: set S3, or leave it out", false),
        var word => reader.Refuse("Serve", $"\"{word}\" is neither \"proxy\" nor \"redirect\"", false),
    };

    private static string? ReadPublicUrl(SectionReader reader)
    {
        if (reader.Text("PublicUrl") is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0
            && url.UserInfo.Length == 0
            ? text.TrimEnd('/')
            : reader.Refuse<string?>("PublicUrl", $"\"{text}\" is no address: write what clients reach the gateway by, as https://images.example.com", null);
    }

    private List<string> ReadKeys()
    {
        var section = _section.GetSection("SigningKey");
        var keys = new List<string>();
        foreach (var one in section.Value is null ? section.GetChildren() : [section])
        {
            if (one.Value is not { } text)
                continue;
            if (secrets.Resolve(text, out var missing) is not { } key)
                errors.Add(one, missing!);
            else if (key.Length < LeastKey)
                errors.Add(one, $"is too short: a key has at least {LeastKey} characters; openssl rand -base64 32 makes one");
            else
                keys.Add(key);
        }
        return keys;
    }

    private string? Resolve(IConfigurationSection section, string name)
    {
        var member = section.GetSection(name);
        if (member.Value is not { Length: > 0 } text)
            return null;
        if (secrets.Resolve(text, out var missing) is { } value)
            return value;
        errors.Add(member, missing!);
        return null;
    }
}
