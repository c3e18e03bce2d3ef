using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>
/// A bucket on a socket of its own: objects whole and in parts, ranges, presigned addresses. It checks every signature by AWS's description, with code of
/// its own, and refuses what does not fit.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string Id = "AKIDSTORETEST";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";
    public const string Bucket = "pictures";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> _uploads = [];
    private AppHost _app = null!;
    private int _ids;

    /// <summary>The objects by their keys.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = [];

    /// <summary>Every request, as <c>PUT key?query</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The parts of uploads that are neither completed nor aborted.</summary>
    public int Parts => _uploads.Values.Sum(parts => parts.Count);

    /// <summary>Uploads that are neither completed nor aborted.</summary>
    public int Uploads => _uploads.Count;

    /// <summary>What is answered instead of doing what a request asks for; null for nothing.</summary>
    public Func<HttpRequest, int?> Fails { get; set; } = _ => null;

    /// <summary>What is done with a request whose work is done, before it is answered.</summary>
    public Func<HttpRequest, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers a completion with 200 and an error.</summary>
    public bool FailsBehind200 { get; set; }

    /// <summary>The time that presigned addresses are judged by.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public Uri Address => _app.Address;

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        server._app = await AppHost.StartAsync(server.AnswerAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var key = request.Path.Value![$"/{Bucket}/".Length..];
        context.Response.OnStarting(() => BeforeAnswer(request));
        Requests.Enqueue($"{request.Method} {key}{request.QueryString}");
        if (Fails(request) is { } status)
            await RefuseAsync(context, status, "InternalError");
        else if (!IsSigned(context, body.ToArray()))
            await RefuseAsync(context, 403, "SignatureDoesNotMatch");
        else
            await AnswerAsync(context, key, body.ToArray());
    }

    private async Task AnswerAsync(HttpContext context, string key, byte[] body)
    {
        var (request, response) = (context.Request, context.Response);
        var upload = (string?)request.Query["uploadId"];
        if (upload is not null && !_uploads.ContainsKey(upload))
            await RefuseAsync(context, 404, "NoSuchUpload");
        else if (request.Method == "PUT" && upload is not null)
            _uploads[upload][int.Parse(request.Query["partNumber"]!, CultureInfo.InvariantCulture)] = Tag(response, body);
        else if (request.Method == "PUT")
            Objects[key] = Tag(response, body);
        else if (request.Method == "POST" && upload is null)
            await BeginAsync(response, key);
        else if (request.Method == "POST")
            await CompleteAsync(context, key, upload!, Encoding.UTF8.GetString(body));
        else if (request.Method == "DELETE")
            Delete(response, key, upload);
        else if (!Objects.TryGetValue(key, out var found))
            await RefuseAsync(context, 404, "NoSuchKey");
        else
            await ReadAsync(context, found);
    }

    private static byte[] Tag(HttpResponse response, byte[] body)
    {
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";
        return body;
    }

    private async Task BeginAsync(HttpResponse response, string key)
    {
        var id = $"up+load/{Interlocked.Increment(ref _ids)}==";
        _uploads[id] = [];
        await response.WriteAsync($"<?xml version=\"1.0\"?><InitiateMultipartUploadResult><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
    }

    private async Task CompleteAsync(HttpContext context, string key, string upload, string text)
    {
        var parts = _uploads[upload];
        var expected = string.Concat(parts.OrderBy(part => part.Key).Select(
            part => $"<Part><PartNumber>{part.Key}</PartNumber><ETag>&quot;{Convert.ToHexStringLower(SHA256.HashData(part.Value))}&quot;</ETag></Part>"));
        if (FailsBehind200)
        {
            await context.Response.WriteAsync("<Error><Code>InternalError</Code></Error>");
        }
        else if (!text.Contains(expected, StringComparison.Ordinal) || parts.OrderBy(part => part.Key).SkipLast(1).Any(part => part.Value.Length < 5 << 20))
        {
            await RefuseAsync(context, 400, "InvalidPart");
        }
        else
        {
            Objects[key] = [.. parts.OrderBy(part => part.Key).SelectMany(part => part.Value)];
            _uploads.TryRemove(upload, out _);
            await context.Response.WriteAsync("<CompleteMultipartUploadResult><Bucket>pictures</Bucket></CompleteMultipartUploadResult>");
        }
    }

    private void Delete(HttpResponse response, string key, string? upload)
    {
        if (upload is not null)
            _uploads.TryRemove(upload, out _);
        else
            Objects.TryRemove(key, out _);
        response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ReadAsync(HttpContext context, byte[] bytes)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Query["response-content-type"] is [{ } type])
            response.ContentType = type;
        if (request.Query["response-content-disposition"] is [{ } disposition])
            response.Headers.ContentDisposition = disposition;
        var from = request.GetTypedHeaders().Range?.Ranges.Single().From is { } start ? (int)start : 0;
        response.StatusCode = request.GetTypedHeaders().Range is null ? 200 : 206;
        response.ContentLength = bytes.Length - from;
        if (request.Method != "HEAD")
            await response.Body.WriteAsync(bytes.AsMemory(from));
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>secret words</Message></Error>");
    }

    private bool IsSigned(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var (path, query) = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2) is [var p, var q] ? (p, q) : (request.Path.Value!, "");
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        string scope, names, signature, stamp, payload;
        if (request.Query["X-Amz-Signature"] is [{ } given])
        {
            (signature, names, stamp, payload) = (given, (string)request.Query["X-Amz-SignedHeaders"]!, (string)request.Query["X-Amz-Date"]!, "UNSIGNED-PAYLOAD");
            scope = ((string)request.Query["X-Amz-Credential"]!).Split('/', 2)[1];
            pairs = [.. pairs.Where(pair => !pair.StartsWith("X-Amz-Signature=", StringComparison.Ordinal))];
            var end = DateTimeOffset.ParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                .AddSeconds(int.Parse(request.Query["X-Amz-Expires"]!, CultureInfo.InvariantCulture));
            if (Clock.GetUtcNow() >= end)
                return false;
        }
        else
        {
            var authorization = request.Headers.Authorization.ToString();
            scope = authorization.Split("Credential=")[1].Split(',')[0].Split('/', 2)[1];
            names = authorization.Split("SignedHeaders=")[1].Split(',')[0];
            (signature, stamp, payload) = (authorization.Split("Signature=")[1], request.Headers["x-amz-date"]!, request.Headers["x-amz-content-sha256"]!);
            if (payload != Convert.ToHexStringLower(SHA256.HashData(body)))
                return false;
        }
        var headers = string.Concat(names.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical = $"{request.Method}\n{path}\n{string.Join('&', pairs.Order(StringComparer.Ordinal))}\n{headers}\n{names}\n{payload}";
        var toSign = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in (string[])[stamp[..8], Region, "s3", "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return signature == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }
}
