using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Requests;

/// <summary>
/// The SHA-256 of a canonical request: equal for requests that ask for the same, however their bodies were written. Pictures count by their own
/// SHA-256.
/// </summary>
internal static class RequestDigest
{
    /// <summary>The hash, 32 bytes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="besides">What else tells calls apart, in a fixed order: a route, a header.</param>
    public static byte[] Of(ImageRequest request, params ReadOnlySpan<string> besides)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in besides)
            Add(hash, "beside", text);
        Add(hash, "operation", request.Operation.ToString());
        Add(hash, "model", request.Model);
        Add(hash, "prompt", request.Prompt);
        Add(hash, "stream", request.Stream ? "true" : "false");
        foreach (var member in RequestMembers.All)
        {
            if (member is JsonMember json && json.Of(request) is { } value)
                Add(hash, member.Name, value.Span);
            else if (member.TextOf(request) is { } text)
                Add(hash, member.Name, text);
        }
        foreach (var extra in request.Extras.OrderBy(extra => extra.Name, StringComparer.Ordinal))
        {
            Add(hash, "extra", extra.Name);
            Add(hash, "value", extra.Json.Span);
        }
        foreach (var fallback in request.Fallbacks)
            Add(hash, "fallback", string.Create(CultureInfo.InvariantCulture, $"{fallback.Provider}\n{fallback.Model}"));
        foreach (var input in request.Inputs)
            Add(hash, "input", input);
        if (request.Mask is { } mask)
            Add(hash, "mask", mask);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, string name, ImageInput input)
    {
        Add(hash, name, input.Url ?? input.FileId ?? "");
        Add(hash, "sha256", input.Sha256.Span);
    }

    private static void Add(IncrementalHash hash, string name, string value) => Add(hash, name, Encoding.UTF8.GetBytes(value));

    // Each part with its length, so that no two lists of parts have the same bytes.
    private static void Add(IncrementalHash hash, string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
