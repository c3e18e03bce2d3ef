using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Files;
using Iris.Gateway.Model;

namespace Iris.Gateway.Store;

/// <summary>
/// The keys that sign addresses: those of the file, of which the first one signs and all verify; else one that the store has made itself, once, in its
/// folder, readable by nobody else.
/// </summary>
internal sealed class SigningKeys(Func<StoreOptions> options)
{
    private const string FileName = "signing.key";

    private readonly Lock _lock = new();
    private byte[]? _own;

    /// <summary>Makes the store's own key where none is configured.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the key may not be used.</exception>
    public void Prepare() => _ = All();

    /// <summary>Signs a text; the signature in the URL alphabet of base64.</summary>
    public string Sign(string text) => Sign(All()[0], text);

    /// <summary>Whether a signature is one of a text.</summary>
    public bool Verify(string text, string signature)
    {
        var given = Encoding.UTF8.GetBytes(signature);
        var isGood = false;
        foreach (var key in All())
            isGood |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(key, text)), given);
        return isGood;
    }

    private static string Sign(byte[] key, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    private IReadOnlyList<byte[]> All() =>
        options() is { SigningKeys: { Count: > 0 } keys } ? [.. keys.Select(Encoding.UTF8.GetBytes)] : [Own(options().Directory!)];

    private byte[] Own(string folder)
    {
        lock (_lock)
            return _own ??= ReadOrMake(Path.Combine(folder, FileName));
    }

    // Another instance on the same folder may do this at the same time: a key has its name only when it is whole, and the first one stays.
    private static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
            using (var file = PrivateFile.Open(draft, new() { Mode = FileMode.CreateNew, Access = FileAccess.Write }))
                file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
            try
            {
                File.Move(draft, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }
        return Encoding.ASCII.GetBytes(File.ReadAllText(path).Trim());
    }
}
