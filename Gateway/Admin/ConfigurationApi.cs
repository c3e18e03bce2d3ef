using Iris.Gateway.CallLogs;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>The configuration in force.</summary>
internal sealed class ConfigurationApi(
    ProxyConfiguration start, CurrentSnapshot snapshot, ConfigurationVersions versions, StateService state, CallQueries calls)
{
    /// <summary>The file's name.</summary>
    public string File { get; } = Path.GetFileName(start.File.Path);

    /// <summary>What stands before the paths: as the start found it.</summary>
    public string Prefix { get; } = start.Snapshot.Images.EndpointsPrefix;

    /// <summary><c>GET /api/config</c>.</summary>
    public async Task<ImageError?> ShowAsync(HttpContext context)
    {
        var now = snapshot();
        var images = now.Images;
        var restart = versions.Current.Restart;
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartObject("client_config"u8);
            writer.WriteBoolean("enforce_auth_on_inference"u8, images.Access?.Required == true);
            writer.WriteBoolean("enable_logging"u8, images.Log.Enabled);
            writer.WriteBoolean("disable_content_logging"u8, images.Log.Prompts == PromptNote.None);
            writer.WriteNumber("log_retention_days"u8, (int)Math.Ceiling(images.Log.Retention.TotalDays));
            writer.WriteEndObject();
            writer.WriteStartObject("auth_config"u8);
            writer.WriteBoolean("is_enabled"u8, images.Admin is not null);
            writer.WriteEndObject();
            writer.WriteBoolean("is_db_connected"u8, state.Database is not null && state.IsReachable);
            writer.WriteBoolean("is_cache_connected"u8, false);
            writer.WriteBoolean("is_logs_connected"u8, calls.IsConnected);
            writer.WriteStartObject("restart_required"u8);
            writer.WriteBoolean("required"u8, restart.Count > 0);
            if (restart.Count > 0)
                writer.WriteString("reason"u8, $"{string.Join(", ", restart)} of {File} have changed and are in force from a start on");
            writer.WriteEndObject();
            writer.WriteString("file"u8, File);
            ConfigurationJson.WriteImages(writer, images);
            ConfigurationJson.WriteRoutes(writer, now);
        });
        return null;
    }

    /// <summary><c>GET /api/providers</c>.</summary>
    public async Task<ImageError?> ListProvidersAsync(HttpContext context)
    {
        ImageCluster[] clusters = [.. snapshot().ImageClusters.Values.OrderBy(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase)];
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartArray("providers"u8);
            foreach (var cluster in clusters)
            {
                writer.WriteStartObject();
                ProviderJson.Write(writer, cluster);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("total"u8, clusters.Length);
        });
        return null;
    }

    /// <summary><c>GET /api/providers/{id}</c>.</summary>
    public async Task<ImageError?> ShowProviderAsync(HttpContext context, string id)
    {
        if (!snapshot().ImageClusters.TryGetValue(id, out var cluster))
            return AdminErrors.NotFound("There is no image cluster of this name in ReverseProxy.Clusters.");
        await AdminResponse.WriteAsync(context, writer => ProviderJson.Write(writer, cluster));
        return null;
    }
}
