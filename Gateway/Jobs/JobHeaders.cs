using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Idempotency;

namespace Iris.Gateway.Jobs;

/// <summary>The headers of jobs, and what of a request's headers is kept until it is made.</summary>
internal static class JobHeaders
{
    /// <summary>Request: <c>true</c> makes a job of a call on its ordinary path (Bifrost's name).</summary>
    public const string Async = "x-bf-async";

    /// <summary>Request: the seconds that the result stays after the job's end (Bifrost's name).</summary>
    public const string ResultTimeToLive = "x-bf-async-job-result-ttl";

    private const string RequestId = "x-request-id";

    // The host, because addresses of pictures begin with it.
    private static readonly string[] Kept = ["Content-Type", RepeatKey.Header, "Host"];
    // No header has a colon in its name.
    private const string Scheme = ":scheme";
    private const string PathBase = ":path-base";

    /// <summary>The headers that are kept, as a JSON object: what the body needs and what the dialect knows; no credential.</summary>
    public static string Keep(HttpRequest request, ImageCall call)
    {
        var headers = request.Headers;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var name in Kept.Append(call.Dialect.Headers.Strict).Append(call.Dialect.Headers.KeepExtraParams).OfType<string>())
            {
                if (headers.TryGetValue(name, out var value))
                    json.WriteString(name, value.ToString());
            }
            json.WriteString(RequestId, call.RequestId);
            json.WriteString(Scheme, request.Scheme);
            json.WriteString(PathBase, request.PathBase.Value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>The <c>Idempotency-Key</c> among headers that are kept; null for none.</summary>
    public static string? IdempotencyKeyOf(string kept)
    {
        using var json = JsonDocument.Parse(kept);
        return json.RootElement.TryGetProperty(RepeatKey.Header, out var value) ? value.GetString() : null;
    }

    /// <summary>The headers of the request that is made, and the scheme and the base of the paths by which it was ordered.</summary>
    public static (HeaderDictionary Headers, string Scheme, string PathBase) Parse(string kept, long length)
    {
        using var json = JsonDocument.Parse(kept);
        var (headers, scheme, pathBase) = (new HeaderDictionary { ContentLength = length }, "http", "");
        foreach (var header in json.RootElement.EnumerateObject())
        {
            if (header.NameEquals(Scheme))
                scheme = header.Value.GetString()!;
            else if (header.NameEquals(PathBase))
                pathBase = header.Value.GetString()!;
            else
                headers[header.Name] = header.Value.GetString();
        }
        return (headers, scheme, pathBase);
    }
}
