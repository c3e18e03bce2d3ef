using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Hosting;
using Iris.Gateway.Model;
using Iris.Gateway.Yarp;
using Iris.Transforms.Codecs;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>
/// Sends one request through a gateway that is built and not started: routing, keys, dispatch, codecs and credentials are those that serve, and only
/// the sockets are others (<see cref="RecordingHandler"/>). Nothing is counted, kept or logged.
/// </summary>
internal static class DryCall
{
    /// <summary>Explains a request.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="path">The path, with its query.</param>
    /// <param name="body">The body, JSON.</param>
    /// <param name="key">The client's key: a name in <c>Images.Access.Keys</c>, or a value; null asks nobody for a key.</param>
    public static async Task<Explanation> RunAsync(ProxyConfiguration configuration, string path, byte[] body, string? key)
    {
        var snapshot = Calm(configuration.Snapshot, ref key, out var name);
        var dry = configuration with { Loaded = configuration.Loaded with { Snapshot = snapshot } };
        var sent = new List<SentRequest>();
        var attempts = new List<ImageAttempt>();
        await using var app = GatewayApplication.CreateUnstarted(
            dry,
            services => services.AddSingleton<IForwarderHttpClientFactory>(new RecordingClientFactory(sent)),
            services => Replace(services, dry.Loader.Catalog.Providers, sent),
            pipeline => pipeline.Use((context, next) =>
            {
                if (context.Features.Get<ImageCall>()?.Serving is { } attempt)
                    attempts.Add(attempt);
                return next(context);
            }));
        app.UseEndpoints(static _ => { });
        var run = ((IApplicationBuilder)app).Build();
        await using var scope = app.Services.CreateAsyncScope();
        using var answer = new MemoryStream();
        var context = CreateContext(path, body, key, answer);
        context.RequestServices = scope.ServiceProvider;
        await run(context);
        var call = context.Features.Get<ImageCall>();
        var steps = call?.Request is null ? [] : StepsOf(call, attempts);
        return new(snapshot, context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config, call, steps, sent)
        {
            Key = name,
            AsksForKey = configuration.Snapshot.Images.Access is { Required: true },
            Status = context.Response.StatusCode,
            Answer = Encoding.UTF8.GetString(answer.ToArray()),
        };
    }

    // Without what outlives a call or lies on a disk, and without the bound that stops a real one before it has tried everything.
    private static ProxySnapshot Calm(ProxySnapshot snapshot, ref string? key, out string? name)
    {
        var images = snapshot.Images;
        name = key;
        var access = key is null ? null : images.Access;
        if (key is not null && access?.Keys.TryGetValue(key, out var named) == true)
        {
            // The file holds the hash of its value, so that it gets another one for this call.
            key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var known = named with { Hashes = [.. named.Hashes, SHA256.HashData(Encoding.UTF8.GetBytes(key))] };
            var keys = access.Keys.Values.Select(other => other.Name == named.Name ? known : other)
                .ToFrozenDictionary(other => other.Name, StringComparer.OrdinalIgnoreCase);
            access = new(keys, access.Groups) { Required = access.Required, AllowOnStateFailure = access.AllowOnStateFailure };
            name = named.Name;
        }
        else if (key is not null)
        {
            name = access?.Ring.Find(key)?.Name ?? "the key";
        }
        return snapshot with
        {
            Images = images with
            {
                Access = access, State = new(), Log = images.Log with { Enabled = false }, Orders = int.MaxValue / 2, Admin = null, MetricsPort = null,
                Endpoints = new(), Store = null, Idempotency = null, Jobs = null,
            },
        };
    }

    private static void Replace(IServiceCollection services, IEnumerable<ImageProvider> providers, List<SentRequest> sent)
    {
        foreach (var provider in providers.Where(provider => provider.RunsInside))
            services.AddSingleton(new InsideHandler(provider.GetType(), () => new RecordingHandler(sent)));
        foreach (var kind in Enum.GetValues<CredentialKind>().Where(kind => kind != CredentialKind.Key))
            services.AddSingleton<ICredentialScheme>(new UnaskedScheme(kind));
    }

    private static DefaultHttpContext CreateContext(string path, byte[] body, string? key, Stream answer)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = "POST", Scheme = "http", Protocol = HttpProtocol.Http11, Path = Uri.UnescapeDataString(query < 0 ? path : path[..query]),
            QueryString = query < 0 ? "" : path[query..], RawTarget = path, Body = new MemoryStream(body),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        var context = new DefaultHttpContext(features);
        context.Request.Host = new("localhost");
        context.Request.ContentType = "application/json";
        context.Request.ContentLength = body.Length;
        // What only this machine is told, the one who asks here may know.
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        if (key is not null)
            context.Request.Headers.Authorization = $"Bearer {key}";
        return context;
    }

    // Every attempt fails and has its line in the trail, in order; so has every target that is passed over.
    private static List<ExplainedTarget> StepsOf(ImageCall call, List<ImageAttempt> attempts)
    {
        var steps = new List<ExplainedTarget>();
        var next = 0;
        foreach (var line in call.Trail)
        {
            if (line.Skipped is not null)
            {
                steps.Add(new(line.Provider, line.Model, line.Skipped, []));
                continue;
            }
            var attempt = attempts[next++];
            var refused = attempt.Result?.Failure is { Error: { Type: not CallFailure.CredentialsFailed } error } ? error.Message : null;
            if (steps is [.., { Refused: null, Attempts: [.., var last] } step] && ReferenceEquals(last.Target, attempt.Target))
                steps[^1] = step with { Refused = refused, Attempts = [.. step.Attempts, attempt] };
            else
                steps.Add(new(line.Provider, line.Model, refused, [attempt]) { Worst = attempt.Target.Cluster.WorstPrice(line.Model, call.Request!) });
        }
        return steps;
    }
}
