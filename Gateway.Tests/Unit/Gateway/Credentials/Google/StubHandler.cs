using System.Net;
using System.Text;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>Answers without a socket, for what no server does on demand. Without an answer it is a failure to be called.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? answer = null) : HttpMessageHandler
{
    /// <summary>The answer of the next call.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Answer { get; set; } = answer;
    /// <summary>The calls so far.</summary>
    public List<string> Uris { get; } = [];

    public static HttpResponseMessage Json(string json, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uris.Add(request.RequestUri!.OriginalString);
        return Answer is null ? throw new InvalidOperationException("nobody should call") : Answer(request, cancellationToken);
    }
}
