using System.Buffers.Binary;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Calls;

/// <summary>The id under which a request stands in answers, logs and spans.</summary>
/// <param name="time">The clock of new ids.</param>
/// <param name="random">Makes them differ; they are no secrets.</param>
internal sealed class RequestIds(TimeProvider time, Random random)
{
    private const int MaxLength = 128;
    private static readonly object Key = new();

    /// <summary>The client's <c>x-request-id</c> when it is harmless, else a new one; the same for the whole request.</summary>
    public string Of(HttpContext context)
    {
        if (context.Features.Get<ImageCall>() is { } call)
            return call.RequestId;
        if (context.Items.TryGetValue(Key, out var known))
            return (string)known!;
        var id = Choose(context);
        context.Items[Key] = id;
        return id;
    }

    /// <summary>The id of an image call, before there is an <see cref="ImageCall"/> to keep it.</summary>
    public string OfNewCall(HttpContext context) =>
        // Nearly never has anybody asked before; the dictionary is made by looking into it.
        context.Features.Get<IItemsFeature>() is { Items: { Count: > 0 } items } && items.TryGetValue(Key, out var known) ? (string)known! : Choose(context);

    private string Choose(HttpContext context)
    {
        var given = context.Request.Headers["x-request-id"].ToString();
        return IsHarmless(given) ? given : Create();
    }

    // A UUID of version 7 (RFC 9562, section 5.7). .NET's own asks the system for randomness fit for a secret, each time.
    private string Create()
    {
        Span<byte> id = stackalloc byte[16];
        random.NextBytes(id);
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt32BigEndian(id, (int)(milliseconds >> 16));
        BinaryPrimitives.WriteInt16BigEndian(id[4..], (short)milliseconds);
        id[6] = (byte)(id[6] & 0x0F | 0x70);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return Convert.ToHexStringLower(id);
    }

    private static bool IsHarmless(string id)
    {
        if (id.Length is 0 or > MaxLength)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':'))
                return false;
        }
        return true;
    }
}
