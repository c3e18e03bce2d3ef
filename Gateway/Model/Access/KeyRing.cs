using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Iris.Gateway.Model.Access;

/// <summary>Finds a key by the value that a client presents. Only hashes are kept, and the time of a comparison says nothing about them.</summary>
internal sealed class KeyRing
{
    // Whoever could steer the first bytes of a hash has found part of a preimage of SHA-256; so that looking them up gives nothing away.
    private readonly FrozenDictionary<ulong, (byte[] Hash, ClientKey Key)[]> _keys;

    /// <param name="keys">The keys.</param>
    public KeyRing(IEnumerable<ClientKey> keys) => _keys = keys.SelectMany(key => key.Hashes.Select(hash => (Hash: hash, Key: key)))
        .GroupBy(entry => Bucket(entry.Hash)).ToFrozenDictionary(entries => entries.Key, entries => entries.ToArray());

    /// <summary>The key with this value; null when there is none.</summary>
    public ClientKey? Find(string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        if (!_keys.TryGetValue(Bucket(hash), out var entries))
            return null;
        foreach (var (known, key) in entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                return key;
        }
        return null;
    }

    private static ulong Bucket(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);
}
