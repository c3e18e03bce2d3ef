using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>A member that is in force from a start on.</summary>
/// <param name="Path">The path, with colons.</param>
/// <param name="Value">What the gateway has taken from it; null for a section of .NET's own.</param>
internal sealed record RestartMember(string Path, Func<ImagesOptions, object?>? Value = null)
{
    /// <summary>Whether only its presence counts: what stands below it follows the file.</summary>
    public bool IsWhether { get; init; }
}

/// <summary>The one table of what a gateway reads at its start only. The reloader, <c>plan</c> and the management API tell of it.</summary>
internal static class RestartMembers
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<RestartMember> All { get; } =
    [
        new("Images:Endpoints:Prefix", images => images.EndpointsPrefix),
        new("Images:Endpoints:MetricsPort", images => images.MetricsPort),
        new("Images:Endpoints:MetricsHost", images => images.Endpoints.MetricsHost),
        new("Images:Endpoints:SocketMode", images => images.Endpoints.SocketMode),
        new("Images:Endpoints:SocketGroup", images => images.Endpoints.SocketGroup),
        new("Images:Endpoints:AffinityKeys", images => images.Endpoints.AffinityKeys),
        new("Images:Endpoints:Admin", images => images.Admin is not null) { IsWhether = true },
        new("Images:Endpoints:Admin:Port", images => images.Admin?.Port),
        new("Images:Endpoints:Admin:Host", images => images.Admin?.Host),
        new("Images:Drain:Timeout", images => images.Drain.Timeout),
        new("Images:State", images => images.State),
        new("Images:Store:Directory", images => images.Store?.Directory),
        new("Images:Store:S3", images => images.Store?.S3),
        new("Images:Jobs", images => images.Jobs is not null) { IsWhether = true },
        .. ProxyShapes.HostSections.Select(section => new RestartMember(section)),
    ];

    /// <summary>The members that say something else than at the start, with dots, sections of .NET's own among them.</summary>
    /// <param name="start">What the gateway has started with.</param>
    /// <param name="now">What is in force.</param>
    public static IReadOnlyList<string> Changed(LoadedConfiguration start, LoadedConfiguration now) =>
    [
        .. All.Where(member => member.Value is { } value && !Equals(value(start.Snapshot!.Images), value(now.Snapshot!.Images)))
            .Select(member => ConfigurationErrors.Dotted(member.Path)),
        .. ProxyShapes.HostSections.Where(section => !Of(section, start.HostSettings).SetEquals(Of(section, now.HostSettings))),
    ];

    private static HashSet<KeyValuePair<string, string?>> Of(string section, IReadOnlyDictionary<string, string?> settings) =>
    [
        .. settings.Where(setting => setting.Key.Equals(section, StringComparison.OrdinalIgnoreCase)
            || setting.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)),
    ];
}
