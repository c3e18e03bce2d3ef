using System.Buffers.Binary;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Calls;

/// <summary>The id of a request in responses, logs and spans.</summary>
/// <param name="time">The clock for new ids.</param>
/// <param name="random">Makes ids differ; they are not secret.</param>
internal sealed class RequestIds(TimeProvider time, Random random)
{
    private const int MaxLength = 128;
    private static readonly object Key = new();

    /// <summary>The client's <c>x-request-id</c> when it is safe, else a new one; stays the same during the request.</summary>
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

    /// <summary>The id of an image call, before its <see cref="ImageCall"/> exists and keeps it.</summary>
    public string OfNewCall(HttpContext context) =>
        // Reading Items directly would allocate the dictionary, and nearly always no id has been chosen yet.
        context.Features.Get<IItemsFeature>() is { Items: { Count: > 0 } items } && items.TryGetValue(Key, out var known)
            ? (string)known!
            : Choose(context);

    private string Choose(HttpContext context)
    {
        var given = context.Request.Headers["x-request-id"].ToString();
        return IsHarmless(given) ? given : Create();
    }

    // A UUID of version 7 (RFC 9562, section 5.7). .NET's own method calls the system's cryptographic random generator for every id.
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
