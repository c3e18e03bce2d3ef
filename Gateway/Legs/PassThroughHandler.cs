using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

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
        using var share = new BodyShare(call.Bodies.Budget, call.Bodies.Most);
        if (request.Content is { } body && schemes.SignBody(call.Provider, destination))
        {
            request.Content = await HoldAsync(body, share, cancellationToken);
            if (request.Content is null)
                return Fail(request, call, BodyBudget.Exhausted);
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
            return Fail(request, call, CallFailure.OfException(e, null).Error);
        }
        catch (HttpRequestException e)
        {
            // The message may quote what the provider sent, and YARP logs it. The error's kind and the status that follows from it stay.
            throw new HttpRequestException(e.HttpRequestError, log.Describe(e, call.Provider, destination));
        }
    }

    // AWS accepts UNSIGNED-PAYLOAD only for operations whose model allows it, and Bedrock's do not. Limits.RequestBytes limits the length where the
    // body is read. Null when there is no room for it.
    private static async Task<HttpContent?> HoldAsync(HttpContent body, BodyShare share, CancellationToken cancellationToken)
    {
        await using var held = new HeldBody(share, body.Headers.ContentLength ?? 0);
        if (!held.IsDropped)
            await body.CopyToAsync(held, cancellationToken);
        if (held.IsDropped)
            return null;
        var content = new ReadOnlyMemoryContent(held.Bytes);
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                content.Headers.TryAddWithoutValidation(name, values);
        }
        return content;
    }

    private static HttpResponseMessage Fail(HttpRequestMessage request, PassThroughCall call, ImageError failure)
    {
        call.Failure = failure;
        return new HttpResponseMessage((HttpStatusCode)failure.Status) { RequestMessage = request };
    }
}
