using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;

namespace Iris.Gateway.Admin;

/// <summary>
/// Writes the configuration in force under the file's own names. Nothing is copied from the file: each member is written by what it is, so that what
/// may hold a secret is not shown because nobody writes it.
/// </summary>
internal static class ConfigurationJson
{
    /// <summary>Writes the section <c>Images</c>.</summary>
    public static void WriteImages(Utf8JsonWriter writer, ImagesOptions images)
    {
        writer.WriteStartObject("Images"u8);
        writer.WriteStartObject("Models"u8);
        foreach (var (name, alias) in images.Models.OrderBy(model => model.Key, StringComparer.OrdinalIgnoreCase))
        {
            writer.WriteStartObject(name);
            writer.WriteString("Target"u8, alias.Target);
            writer.WriteTexts("Fallbacks", alias.Fallbacks);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        WriteDeadlines(writer, images.Deadlines);
        writer.WriteSpan("Heartbeat", images.Heartbeat);
        writer.WriteBoolean("Strict"u8, images.Strict);
        writer.WriteString("Url"u8, UrlWords.Of(images.Url));
        writer.WriteStartObject("Downloads"u8);
        WriteAllowed(writer, images.Downloads);
        writer.WriteBoolean("ClientUrls"u8, images.Downloads.ClientUrls);
        writer.WriteEndObject();
        WriteResilience(writer, images.Resilience);
        writer.WriteStartObject("Drain"u8);
        writer.WriteSpan("Delay", images.Drain.Delay);
        writer.WriteSpan("Timeout", images.Drain.Timeout);
        writer.WriteEndObject();
        WriteEndpoints(writer, images);
        writer.WriteStartObject("Limits"u8);
        writer.WriteNumber("RequestBytes"u8, images.RequestBytes);
        writer.WriteNumber("BodyBytes"u8, images.BodyBytes);
        writer.WriteNumber("EditBytes"u8, images.EditBytes);
        writer.WriteNumber("SpoolBytes"u8, images.SpoolBytes);
        writer.WriteNumber("Fallbacks"u8, images.Fallbacks);
        writer.WriteNumber("Orders"u8, images.Orders);
        writer.WriteEndObject();
        WriteAccess(writer, images);
        if (images.Store is { } store)
            WriteStore(writer, store);
        WriteRuns(writer, images);
        writer.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter writer, ImagesOptions images)
    {
        if (images.Idempotency is { } idempotency)
        {
            writer.WriteStartObject("Idempotency"u8);
            writer.WriteSpan("TimeToLive", idempotency.TimeToLive);
            writer.WriteBoolean("Finish"u8, idempotency.Finish);
            if (idempotency.Collapse is { } collapse)
                writer.WriteSpan("Collapse", collapse);
            writer.WriteEndObject();
        }
        if (images.Jobs is not { } jobs)
            return;
        writer.WriteStartObject("Jobs"u8);
        writer.WriteNumber("Workers"u8, jobs.Workers);
        writer.WriteNumber("Queue"u8, jobs.Queue);
        writer.WriteNumber("QueuePerKey"u8, jobs.QueuePerKey);
        writer.WriteSpan("TimeToLive", jobs.TimeToLive);
        if (jobs.Webhooks is { } webhooks)
        {
            writer.WriteStartObject("Webhooks"u8);
            writer.WriteString("Secret"u8, EchoedSecret.Blank);
            WriteAllowed(writer, webhooks.Targets);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteAllowed(Utf8JsonWriter writer, DownloadsOptions allowed)
    {
        writer.WriteTexts("Hosts", allowed.Hosts);
        writer.WriteBoolean("AllowHttp"u8, allowed.AllowHttp);
        writer.WriteBoolean("AllowPrivateNetwork"u8, allowed.AllowPrivateNetwork);
    }

    // Without keys.
    private static void WriteStore(Utf8JsonWriter writer, StoreOptions store)
    {
        writer.WriteStartObject("Store"u8);
        writer.WriteString("Directory"u8, store.Directory);
        writer.WriteSpan("TimeToLive", store.TimeToLive);
        writer.WriteNumber("Bytes"u8, store.Bytes);
        writer.WriteString("PublicUrl"u8, store.PublicUrl);
        writer.WriteString("Serve"u8, store.Redirects ? "redirect" : "proxy");
        writer.WriteBoolean("CopyUrls"u8, store.CopyUrls);
        writer.WriteBoolean("InStreams"u8, store.InStreams);
        if (store.S3 is { } bucket)
        {
            writer.WriteStartObject("S3"u8);
            writer.WriteString("Address"u8, bucket.Address.AbsoluteUri);
            writer.WriteString("Region"u8, bucket.Region);
            writer.WriteString("Prefix"u8, bucket.Prefix);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    /// <summary>Writes the routes and clusters of YARP: where they lead, without headers, queries and what transforms set.</summary>
    public static void WriteRoutes(Utf8JsonWriter writer, ProxySnapshot snapshot)
    {
        writer.WriteStartObject("ReverseProxy"u8);
        writer.WriteStartObject("Routes"u8);
        foreach (var route in snapshot.Routes)
        {
            writer.WriteStartObject(route.RouteId);
            writer.WriteString("ClusterId"u8, route.ClusterId);
            writer.WriteNumberOrNull("Order", route.Order);
            writer.WriteStartObject("Match"u8);
            writer.WriteString("Path"u8, route.Match.Path);
            writer.WriteTexts("Methods", route.Match.Methods ?? []);
            writer.WriteTexts("Hosts", route.Match.Hosts ?? []);
            writer.WriteEndObject();
            writer.WriteStartObject("Metadata"u8);
            foreach (var (name, value) in route.Metadata ?? new Dictionary<string, string>())
            {
                if (ConfigurationSecrets.MayShow($"ReverseProxy:Routes:{route.RouteId}:Metadata:{name}", value))
                    writer.WriteString(name, value);
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteStartObject("Clusters"u8);
        foreach (var cluster in snapshot.Clusters)
        {
            writer.WriteStartObject(cluster.ClusterId);
            writer.WriteString("LoadBalancingPolicy"u8, cluster.LoadBalancingPolicy);
            writer.WriteStartObject("Destinations"u8);
            foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string,
                global::Yarp.ReverseProxy.Configuration.DestinationConfig>())
                writer.WriteString(name, ProviderJson.AddressOf(destination.Address));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>Deadlines</c>.</summary>
    public static void WriteDeadlines(Utf8JsonWriter writer, DeadlineOptions deadlines)
    {
        writer.WriteStartObject("Deadlines"u8);
        writer.WriteSpan("Connect", deadlines.Connect);
        writer.WriteSpan("FirstByte", deadlines.FirstByte);
        writer.WriteSpan("Silence", deadlines.Silence);
        writer.WriteSpan("ClientSilence", deadlines.ClientSilence);
        writer.WriteSpan("Upload", deadlines.Upload);
        writer.WriteSpan("Total", deadlines.Total);
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>Resilience</c>.</summary>
    public static void WriteResilience(Utf8JsonWriter writer, ResilienceOptions resilience)
    {
        writer.WriteStartObject("Resilience"u8);
        writer.WriteStartObject("Retry"u8);
        writer.WriteNumber("MaxRetries"u8, resilience.Retry.MaxRetries);
        writer.WriteSpan("Delay", resilience.Retry.Delay);
        writer.WriteSpan("MaxDelay", resilience.Retry.MaxDelay);
        writer.WriteEndObject();
        writer.WriteStartObject("Breaker"u8);
        writer.WriteBoolean("Enabled"u8, resilience.Breaker.Enabled);
        writer.WriteNumber("FailureRatio"u8, resilience.Breaker.FailureRatio);
        writer.WriteNumber("MinimumThroughput"u8, resilience.Breaker.MinimumThroughput);
        writer.WriteSpan("SamplingDuration", resilience.Breaker.SamplingDuration);
        writer.WriteSpan("BreakDuration", resilience.Breaker.BreakDuration);
        writer.WriteEndObject();
        writer.WriteNumber("Concurrency"u8, resilience.Concurrency);
        writer.WriteNumber("Queue"u8, resilience.Queue);
        writer.WriteEndObject();
    }

    private static void WriteEndpoints(Utf8JsonWriter writer, ImagesOptions images)
    {
        writer.WriteStartObject("Endpoints"u8);
        writer.WriteString("Prefix"u8, images.EndpointsPrefix);
        writer.WriteNumberOrNull("MetricsPort", images.MetricsPort);
        writer.WriteString("MetricsHost"u8, images.Endpoints.MetricsHost);
        if (images.Admin is { } admin)
        {
            writer.WriteStartObject("Admin"u8);
            writer.WriteString("Key"u8, EchoedSecret.Blank);
            writer.WriteNumberOrNull("Port", admin.Port);
            writer.WriteString("Host"u8, admin.Host);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteAccess(Utf8JsonWriter writer, ImagesOptions images)
    {
        if (images.Access is { } access)
        {
            writer.WriteStartObject("Access"u8);
            writer.WriteBoolean("Required"u8, access.Required);
            writer.WriteString("OnStateFailure"u8, access.AllowOnStateFailure ? "allow" : "refuse");
            writer.WriteTexts("Keys", access.Keys.Keys.Order(StringComparer.OrdinalIgnoreCase));
            writer.WriteTexts("Groups", access.Groups.Keys.Order(StringComparer.OrdinalIgnoreCase));
            writer.WriteEndObject();
        }
        writer.WriteString("State"u8, images.State.ToString());
        writer.WriteStartObject("Log"u8);
        writer.WriteBoolean("Enabled"u8, images.Log.Enabled);
        writer.WriteString("Prompts"u8, images.Log.Prompts.ToString().ToLowerInvariant());
        writer.WriteSpan("Retention", images.Log.Retention);
        writer.WriteNumber("Bytes"u8, images.Log.Bytes);
        writer.WriteBoolean("Client"u8, images.Log.Client);
        writer.WriteEndObject();
    }
}
