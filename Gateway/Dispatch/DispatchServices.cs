using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Ingress;
using Iris.Gateway.Telemetry;
using Yarp.ReverseProxy;

namespace Iris.Gateway.Dispatch;

/// <summary>The services of every dispatch.</summary>
/// <param name="Configuration">The source of the snapshot that a call uses.</param>
/// <param name="State">YARP's current routes and clusters.</param>
/// <param name="Stages">The stages around every call.</param>
/// <param name="Repeats">Finds calls that are asked for again.</param>
/// <param name="Telemetry">Measures attempts.</param>
/// <param name="Budgets">Bounds what all requests together may take.</param>
/// <param name="Time">The clock.</param>
internal sealed record DispatchServices(
    ProxyConfigurationProvider Configuration, IProxyStateLookup State, ImageStages Stages, ICallRepeats Repeats, ImageTelemetry Telemetry,
    RequestBudgets Budgets, TimeProvider Time);
