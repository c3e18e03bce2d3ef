using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.Admin;

/// <summary>Writes image clusters as Bifrost writes providers. Of addresses the host is shown, of settings those that cannot be a secret.</summary>
internal static class ProviderJson
{
    /// <summary>Writes the members of a cluster.</summary>
    public static void Write(Utf8JsonWriter writer, ImageCluster cluster)
    {
        writer.WriteString("name"u8, cluster.Id);
        writer.WriteString("image_api"u8, cluster.ImageApi);
        writer.WriteString("provider_status"u8, cluster.IsUsable ? "active" : "error");
        writer.WriteStartArray("keys"u8);
        foreach (var destination in cluster.Destinations.Values.OrderBy(destination => destination.Id, StringComparer.OrdinalIgnoreCase))
            WriteDestination(writer, destination);
        writer.WriteEndArray();
        writer.WriteStartObject("network_config"u8);
        writer.WriteNumber("default_request_timeout_in_seconds"u8, (long)cluster.Deadlines.Total.TotalSeconds);
        writer.WriteNumber("max_retries"u8, cluster.Resilience.Retry.MaxRetries);
        writer.WriteEndObject();
        writer.WriteStartObject("concurrency_and_buffer_size"u8);
        writer.WriteNumber("concurrency"u8, cluster.Resilience.Concurrency);
        writer.WriteNumber("buffer_size"u8, cluster.Resilience.Queue);
        writer.WriteEndObject();
        ConfigurationJson.WriteDeadlines(writer, cluster.Deadlines);
        ConfigurationJson.WriteResilience(writer, cluster.Resilience);
        writer.WriteNumber("RequestBytes"u8, cluster.RequestBytes);
    }

    /// <summary>Scheme, host and port: what else an address holds may be a secret.</summary>
    public static string AddressOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : EchoedSecret.Blank;

    private static void WriteDestination(Utf8JsonWriter writer, ImageDestination destination)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, destination.Id);
        writer.WriteString("name"u8, destination.Id);
        writer.WriteString("value"u8, destination.ApiKey is null ? "" : EchoedSecret.Blank);
        writer.WriteString("base_url"u8, destination.Address == ImageDestination.NoAddress ? null : AddressOf(destination.Address.AbsoluteUri));
        writer.WriteTexts("models", destination.Models.ToString().Split(','));
        writer.WriteNumber("weight"u8, destination.Weight);
        writer.WriteBoolean("enabled"u8, destination.Unusable is null);
        writer.WriteString("status_reason"u8, destination.Unusable);
        writer.WriteBoolean("keyless"u8, destination.Keyless);
        writer.WriteStartObject("settings"u8);
        foreach (var (name, value) in destination.Settings.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
            writer.WriteString(name, !destination.OpenSettings.Contains(name) ? EchoedSecret.Blank : value.Contains("://", StringComparison.Ordinal)
                ? AddressOf(value) : value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
