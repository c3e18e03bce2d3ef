using System.Globalization;
using Iris.Gateway.Model;

namespace Iris.Gateway.Store;

/// <summary>
/// The addresses of pictures: <c>/v1/images/files/ID?expires=SECONDS&amp;signature=…</c>. The signature (HMAC-SHA256) covers the id and the end;
/// whoever has the address may read the picture, and delete it, until then.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="options">The configuration now.</param>
/// <param name="prefix">The prefix of the gateway's own endpoints.</param>
internal sealed class FileAddresses(SigningKeys keys, Func<StoreOptions> options, string prefix)
{
    /// <summary>The path of all files, below the prefix.</summary>
    public const string Path = "/v1/images/files";

    private const string Expires = "expires";
    private const string Signature = "signature";

    /// <summary>The address of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="origin">The scheme and host by which its client reaches the gateway; <c>Images.Store.PublicUrl</c> wins.</param>
    public string Of(StoredFile file, string origin)
    {
        var expires = file.Expires.ToUnixTimeSeconds();
        var text = expires.ToString(CultureInfo.InvariantCulture);
        return $"{options().PublicUrl ?? origin}{prefix}{Path}/{file.Id}?{Expires}={text}&{Signature}={keys.Sign(TextOf(file.Id, text))}";
    }

    /// <summary>Whether a request has a good signature for an id, and its end has not come.</summary>
    public bool IsSigned(string id, IQueryCollection query, DateTimeOffset now) =>
        query[Expires] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            && query[Signature] is [{ } signature] && keys.Verify(TextOf(id, text), signature)
            && now.ToUnixTimeSeconds() < expires;

    private static string TextOf(string id, string expires) => $"{id}\n{expires}";
}
