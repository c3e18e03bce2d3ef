using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>The gateway in front of the Gemini API, and the sandbox for fallbacks.</summary>
public abstract class GeminiFixture : ProviderFixture
{
    /// <summary>The picture of the fixtures' drafts.</summary>
    protected const string Draft = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC";
    /// <summary>The picture that comes of them.</summary>
    protected const string Finished = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAD0lEQVR42mNgGAWjgHwAAAJAAAHgTR1EAAAAAElFTkSuQmCC";
    /// <summary>The picture of the other fixtures.</summary>
    protected const string Jpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAMABYADAREAAhEBAxEB/9k=";

    protected override JsonObject Clusters() => new()
    {
        ["gemini"] = ProxyJson.Cluster("gemini", Provider.Url + "/v1beta/", Key),
        ["root"] = ProxyJson.Cluster("gemini", Provider.Url, Key),
        ["sandbox"] = ProxyJson.Sandbox(),
    };
}
