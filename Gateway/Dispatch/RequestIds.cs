namespace Iris.Gateway.Dispatch;

/// <summary>The id under which a request stands in answers, logs and spans.</summary>
internal static class RequestIds
{
    private const int MaxLength = 128;
    private static readonly object Key = new();

    /// <summary>The client's <c>x-request-id</c> when it is harmless, else a new one; the same for the whole request.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
            return (string)known!;
        var given = context.Request.Headers["x-request-id"].ToString();
        var id = IsHarmless(given) ? given : Guid.CreateVersion7().ToString("n");
        context.Items[Key] = id;
        return id;
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
