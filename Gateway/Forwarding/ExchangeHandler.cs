using System.Collections.Frozen;
using System.Net;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Resilience;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Stands at the top of an image cluster's handlers and turns YARP's forwarded request into an <see cref="Exchange"/>. The
/// payload is rewritten here, below the forwarder, because it must be replayable, signed and, for some providers, polled.
/// </summary>
internal sealed class ExchangeHandler(
    ResilienceRegistry resilience, GoogleTokens google, Farewells farewells, FailureLog log, TimeProvider time, Random random) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ImageAttempt.Key, out var attempt))
            return await base.SendAsync(request, cancellationToken);
        var destination = attempt.Destination ?? throw new InvalidOperationException("an attempt without a destination");
        try
        {
            destination = await WithProjectAsync(attempt.Target.Provider, destination, cancellationToken);
        }
        catch (CredentialException e)
        {
            var failure = log.Classify(e, null, attempt, destination);
            attempt.Failure = failure.Error;
            attempt.TryAnotherDestination = failure.TryAnotherDestination;
            return new HttpResponseMessage((HttpStatusCode)failure.Error.Status);
        }
        var exchange = new Exchange(attempt, destination, farewells, log, time, random);
        return await exchange.RunAsync(base.SendAsync, resilience.For(attempt.Target.Cluster, destination).Places, request);
    }

    // Google's paths name the project, which the credential may know where the file does not say it.
    private async ValueTask<ImageDestination> WithProjectAsync(
        ImageProvider provider, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (provider.Credential != CredentialKind.Google || destination.ApiKey is not null || destination.Settings.ContainsKey("Project"))
            return destination;
        var project = await google.GetProjectAsync(destination, cancellationToken)
            ?? throw new CredentialException("no Google Cloud project is known; set Project on the destination");
        var settings = new Dictionary<string, string>(destination.Settings, StringComparer.OrdinalIgnoreCase) { ["Project"] = project };
        return destination with { Settings = settings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase) };
    }
}
