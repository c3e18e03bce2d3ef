namespace Iris.Gateway.Configuration;

/// <summary>Where the configuration comes from: a proxy.json, or a section of an application's own configuration.</summary>
internal interface IProxyConfigurationSource
{
    /// <summary>Its name in messages: a file's full path or a section's path.</summary>
    string Path { get; }

    /// <summary>The directory that relative <c>file:</c> paths start from.</summary>
    string Directory { get; }

    /// <summary>The whole content as JSON, in one read; null when it cannot be read.</summary>
    byte[]? Read(out string? failure);
}
