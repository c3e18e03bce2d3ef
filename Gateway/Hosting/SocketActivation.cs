using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Sockets that a service manager has opened and hands over (sd_listen_fds(3)): ports below 1024 without privileges, and no connection refused while
/// the gateway starts anew, since the manager keeps them open.
/// </summary>
/// <param name="names">The sockets' names, in their order; https where one begins so.</param>
internal sealed class SocketActivation(IReadOnlyList<string> names)
{
    // SD_LISTEN_FDS_START.
    private const int FirstHandle = 3;

    /// <summary>The sockets handed to this process; null without any.</summary>
    /// <param name="environment">Names the process they are meant for, their number and names.</param>
    /// <param name="process">This process.</param>
    public static SocketActivation? Find(Func<string, string?> environment, int process)
    {
        if (environment("LISTEN_PID") != process.ToString(CultureInfo.InvariantCulture)
            || !int.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
            return null;
        var names = (environment("LISTEN_FDNAMES") ?? "").Split(':');
        return new([.. Enumerable.Range(0, count).Select(index => index < names.Length ? names[index] : "")]);
    }

    /// <summary>The sockets' names.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Has the server listen on them.</summary>
    public void Listen(KestrelServerOptions options)
    {
        for (var index = 0; index < names.Count; index++)
        {
            var isHttps = names[index].StartsWith("https", StringComparison.OrdinalIgnoreCase);
            options.ListenHandle((ulong)(FirstHandle + index), listen =>
            {
                if (isHttps)
                    listen.UseHttps();
            });
        }
    }
}
