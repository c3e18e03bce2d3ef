using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Model;

namespace Iris.Gateway.Store.S3;

/// <summary>
/// The seven operations of S3's API that the store needs (https://docs.aws.amazon.com/AmazonS3/latest/API), signed with Signature Version 4. All may be
/// repeated; what fails for the moment is tried up to three times, each within its own time.
/// </summary>
internal sealed partial class S3Client(HttpClient http, S3Options options, Func<CancellationToken, ValueTask<AwsCredentials>> credentials, TimeProvider time)
    : IDisposable
{
    private const int Tries = 3;
    private const int MostText = 64 * 1024;

    // A request has at most a part of 8 MiB.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private static readonly HttpStatusCode[] Absent = [HttpStatusCode.NotFound];

    // Whoever may not list a bucket is not told that an object is missing.
    private static readonly HttpStatusCode[] Hidden = [HttpStatusCode.NotFound, HttpStatusCode.Forbidden];

    private readonly SigV4Signer _signer = SigV4Signer.ForS3(time);

    /// <summary>Writes an object whole.</summary>
    public async Task PutAsync(string name, Func<HttpContent> content, CancellationToken cancellation) =>
        (await SendAsync(() => new(HttpMethod.Put, AddressOf(name)) { Content = content() }, cancellation)).Dispose();

    /// <summary>Begins an object that comes in parts; its upload's id.</summary>
    public async Task<string> BeginPartsAsync(string name, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new(HttpMethod.Post, AddressOf(name, "?uploads=")), cancellation);
        return UploadId().Match(await ReadAsync(response, cancellation)) is { Success: true } id
            ? WebUtility.HtmlDecode(id.Groups[1].Value)
            : throw new IOException("the bucket's answer names no upload");
    }

    /// <summary>Writes a part, from 1 on; its tag.</summary>
    public async Task<string> PutPartAsync(string name, string upload, int number, Func<HttpContent> content, CancellationToken cancellation)
    {
        var query = $"?partNumber={number}&uploadId={Uri.EscapeDataString(upload)}";
        using var response = await SendAsync(() => new(HttpMethod.Put, AddressOf(name, query)) { Content = content() }, cancellation);
        return response.Headers.ETag?.ToString() ?? throw new IOException("the bucket's answer to a part has no ETag");
    }

    /// <summary>Makes an object of its parts.</summary>
    /// <param name="name">The object.</param>
    /// <param name="upload">The upload's id.</param>
    /// <param name="tags">The tags of all parts in their order.</param>
    /// <param name="length">The object's length.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task CompletePartsAsync(string name, string upload, IReadOnlyList<string> tags, long length, CancellationToken cancellation)
    {
        var body = new StringBuilder("<CompleteMultipartUpload>");
        for (var i = 0; i < tags.Count; i++)
            body.Append($"<Part><PartNumber>{i + 1}</PartNumber><ETag>{WebUtility.HtmlEncode(tags[i])}</ETag></Part>");
        var text = body.Append("</CompleteMultipartUpload>").ToString();
        var query = $"?uploadId={Uri.EscapeDataString(upload)}";
        try
        {
            using var response = await SendAsync(
                () => new(HttpMethod.Post, AddressOf(name, query)) { Content = new StringContent(text, Encoding.UTF8, "application/xml") }, cancellation);
            // The status is sent before the parts are put together: a failure may stand behind a 200.
            var answer = await ReadAsync(response, cancellation);
            if (!answer.Contains("<CompleteMultipartUploadResult", StringComparison.Ordinal))
                throw new IOException($"the bucket could not put the parts together{CodeIn(answer)}");
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            // An answer that was lost: the upload is over then, and asking again finds none.
            if (!await ExistsAsync(name, length, cancellation))
                throw;
        }
    }

    /// <summary>Gives parts up.</summary>
    public async Task AbortPartsAsync(string name, string upload, CancellationToken cancellation) => (await SendAsync(
        () => new(HttpMethod.Delete, AddressOf(name, $"?uploadId={Uri.EscapeDataString(upload)}")), cancellation, Absent)).Dispose();

    /// <summary>Whether an object is there and as long as this.</summary>
    public async Task<bool> ExistsAsync(string name, long length, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new(HttpMethod.Head, AddressOf(name)), cancellation, Hidden);
        return response.IsSuccessStatusCode && response.Content.Headers.ContentLength == length;
    }

    /// <summary>Reads an object from a position on. The body streams.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public async Task<HttpResponseMessage> GetAsync(string name, long from, CancellationToken cancellation)
    {
        var response = await SendAsync(
            () => new(HttpMethod.Get, AddressOf(name)) { Headers = { Range = new RangeHeaderValue(from, null) } }, cancellation, Absent);
        if (response.StatusCode != HttpStatusCode.NotFound)
            return response;
        response.Dispose();
        throw new FileNotFoundException("the bucket has no such object");
    }

    /// <summary>Reads the next piece of an object's body.</summary>
    /// <exception cref="TimeoutException">Nothing comes.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await body.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the bucket's answer does not go on", e);
        }
    }

    /// <summary>Deletes an object, also when it is not there.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation) =>
        (await SendAsync(() => new(HttpMethod.Delete, AddressOf(name)), cancellation, Absent)).Dispose();

    /// <summary>An address by which anybody can read an object for a while.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="name">The object.</param>
    /// <param name="headers">What the bucket is to say of it.</param>
    /// <param name="lifetime">For how long.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<Uri> PresignAsync(
        HttpMethod method, string name, (string Name, string Value)[] headers, TimeSpan lifetime, CancellationToken cancellation) =>
        SigV4Presigner.Presign(method, AddressOf(name), headers, await credentials(cancellation), options.Region, time.GetUtcNow(), lifetime);

    public void Dispose() => http.Dispose();

    // Names and prefix hold nothing that an address would write otherwise.
    private Uri AddressOf(string name, string query = "") => new($"{options.Address.AbsoluteUri}{options.Prefix}{name}{query}");

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellation, HttpStatusCode[]? allowed = null)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                var response = await SendOnceAsync(create, cancellation);
                if (response.IsSuccessStatusCode || allowed?.Contains(response.StatusCode) == true)
                    return response;
                using (response)
                {
                    if (tried == Tries || !MayPass(response.StatusCode))
                        throw await FailureOfAsync(response, cancellation);
                }
            }
            catch (Exception e) when (tried < Tries && e is HttpRequestException or TimeoutException && !cancellation.IsCancellationRequested)
            {
                // Tried again.
            }
            await Task.Delay(FirstDelay * (1 << (tried - 1)), time, cancellation);
        }
    }

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        using var request = create();
        try
        {
            await _signer.SignAsync(request, await credentials(both.Token), options.Region, both.Token);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the bucket did not answer within {Patience.TotalSeconds} s", e);
        }
    }

    private async Task<IOException> FailureOfAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        new($"the bucket answered {(int)response.StatusCode}{CodeIn(await ReadAsync(response, cancellation))}");

    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            var text = new byte[MostText];
            var count = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, both.Token);
            return Encoding.UTF8.GetString(text, 0, count);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the bucket's answer does not end", e);
        }
    }

    // The code alone: a server's message may repeat what it was sent.
    private static string CodeIn(string answer) => Code().Match(answer) is { Success: true } code ? $" ({code.Groups[1].Value})" : "";

    [GeneratedRegex("<UploadId>([^<]{1,2000})</UploadId>", RegexOptions.CultureInvariant)]
    private static partial Regex UploadId();

    [GeneratedRegex("<Code>([A-Za-z0-9]{1,64})</Code>", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
