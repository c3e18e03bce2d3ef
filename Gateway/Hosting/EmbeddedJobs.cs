using Iris.Gateway.Configuration;
using Iris.Gateway.Jobs;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Serves jobs in an application that embeds Iris, in front of its whole pipeline: they stand before routing, which an application has at its beginning.
/// </summary>
internal sealed class EmbeddedJobs(ProxyConfiguration configuration) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (configuration.Snapshot.Images.Jobs is not null)
            app.UseJobs();
        next(app);
    };
}
