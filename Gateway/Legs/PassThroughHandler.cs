using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;

namespace Iris.Gateway.Legs;

/// <summary>
/// Runs before the credentials are set. It buffers a body that must be signed, and turns a missing credential into a value, because an exception
/// would reach YARP's log with everything that its source said.
/// </summary>
internal sealed class PassThroughHandler(CredentialSchemes schemes, FailureLog log) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // A leg has no options, and reading them would allocate them.
        request is not LegMessage && request.Options.TryGetValue(PassThroughCall.Key, out var call) && call.Destination is { } destination
            ? SendAsync(request, call, destination, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, PassThroughCall call, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (request.Content is { } body && schemes.SignBody(call.Provider, destination))
        {
            request.Content = await HoldAsync(body, cancellationToken);
            // The body is already buffered, so the provider's "100 Continue" is not needed.
            request.Headers.ExpectContinue = null;
            request.Headers.TransferEncodingChunked = null;
        }
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (CredentialException e)
        {
            log.CredentialFailed(call.RequestId, call.Cluster, destination, e);
            call.Failure = CallFailure.OfException(e, null).Error;
            return new HttpResponseMessage((HttpStatusCode)call.Failure.Status) { RequestMessage = request };
        }
        catch (HttpRequestException e)
        {
            // The message may quote what the provider sent, and YARP logs it. The error's kind and the status that follows from it stay.
            throw new HttpRequestException(e.HttpRequestError, log.Describe(e, call.Provider, destination));
        }
    }

    // AWS accepts UNSIGNED-PAYLOAD only for operations whose model allows it, and Bedrock's do not. Limits.RequestBytes limits the length where the
    // body is read.
    private static async Task<HttpContent> HoldAsync(HttpContent body, CancellationToken cancellationToken)
    {
        var held = new MemoryStream((int)Math.Min(body.Headers.ContentLength ?? 0, int.MaxValue));
        await body.CopyToAsync(held, cancellationToken);
        var content = new ReadOnlyMemoryContent(held.GetBuffer().AsMemory(0, (int)held.Length));
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                content.Headers.TryAddWithoutValidation(name, values);
        }
        return content;
    }
}
