using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Legs;
using Iris.Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// The end of YARP's pipeline. Where YARP would copy a request and its response, an image attempt becomes an <see cref="Exchange"/>: both bodies
/// are new, and one request may become several. Everything else goes to YARP's own forwarder.
/// </summary>
internal sealed class ImageForwarder(
    [FromKeyedServices(ImageForwarder.Ordinary)] IHttpForwarder ordinary,
    ResilienceRegistry resilience,
    CredentialSchemes credentials,
    ExchangeServices services) : IHttpForwarder
{
    /// <summary>The key of YARP's own forwarder.</summary>
    public const string Ordinary = "ordinary";

    public ValueTask<ForwarderError> SendAsync(
        HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig,
        HttpTransformer transformer) =>
        SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

    public ValueTask<ForwarderError> SendAsync(
        HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig,
        HttpTransformer transformer,
        CancellationToken cancellationToken)
    {
        if (context.Features.Get<ImageCall>()?.Serving is { } attempt)
            return ExchangeAsync(context, attempt, httpClient, requestConfig);
        CountedBody.Count(context);
        return ordinary.SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, cancellationToken);
    }

    // The attempt gets the result.
    private async ValueTask<ForwarderError> ExchangeAsync(
        HttpContext context, ImageAttempt attempt, HttpMessageInvoker client, ForwarderRequestConfig config)
    {
        // During a reload YARP may choose a destination that the call's own snapshot does not have.
        if (context.GetReverseProxyFeature().ProxiedDestination is not { } chosen
            || !attempt.Target.Cluster.Destinations.TryGetValue(chosen.DestinationId, out var destination))
        {
            return Report(context, ForwarderError.NoAvailableDestinations);
        }
        var target = (IAnswerTarget)context.Features.GetRequiredFeature<IHttpResponseFeature>();
        Exchange? exchange = null;
        AttemptResult result;
        try
        {
            destination = await credentials.Of(attempt.Target.Provider).CompleteAsync(destination, attempt.ClientGone);
            exchange = new Exchange(attempt, destination, services);
            var version = new LegVersion(config.Version ?? HttpVersion.Version20, config.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower);
            var transport = new LegTransport(client.SendAsync, resilience.For(attempt.Target.Cluster, destination), version);
            if (await exchange.BeginAsync(transport, target) is { } failure)
            {
                result = await exchange.FailAsync(failure);
            }
            else
            {
                // Over HTTP/3 the server loses what is not flushed before its response ends.
                await exchange.PumpAsync(await target.OpenAsync(exchange.Head), flushesEnd: HttpProtocol.IsHttp3(context.Request.Protocol));
                result = exchange.Finish();
            }
        }
        catch (Exception e) when (target.HasStarted)
        {
            result = exchange!.BreakOff(e);
        }
        catch (Exception e)
        {
            // The exchange returns its own failures as values, so this exception came before anything was sent.
            var unforeseen = services.Log.Classify(e, null, attempt, destination) with { PossiblyBilled = false };
            result = exchange?.ResultOf(unforeseen) ?? new AttemptResult { Failure = unforeseen, Destination = destination };
        }
        finally
        {
            exchange?.Dispose();
        }
        attempt.End(result);
        return Report(context, AttemptError.Of(result));
    }

    private static ForwarderError Report(HttpContext context, ForwarderError error)
    {
        if (error != ForwarderError.None)
            context.Features.Set<IForwarderErrorFeature>(new AttemptError(error));
        return error;
    }
}
