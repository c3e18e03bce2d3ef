using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Telemetry;
using Yarp.ReverseProxy;

namespace Iris.Gateway.Dispatch;

/// <summary>What every call's dispatch uses.</summary>
/// <param name="Configuration">The snapshot that a call runs on.</param>
/// <param name="State">YARP's routes and clusters, as they are now.</param>
/// <param name="Stages">What stands around every call.</param>
/// <param name="Telemetry">Measures attempts.</param>
/// <param name="Ids">Names calls.</param>
/// <param name="Time">The clock.</param>
internal sealed record DispatchServices(
    ProxyConfigurationProvider Configuration, IProxyStateLookup State, ImageStages Stages, ImageTelemetry Telemetry, RequestIds Ids, TimeProvider Time);
