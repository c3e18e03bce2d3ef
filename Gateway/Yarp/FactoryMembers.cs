using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// The steps in which a factory builds a client. YARP offers them to derived classes only; here they run on the factory that the application has
/// registered, whose class is not known. The compiler binds them, so that nothing is looked up at run time.
/// </summary>
internal static class FactoryMembers
{
    /// <summary>Whether the factory would keep the client that a cluster has.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CanReuseOldClient")]
    public static extern bool CanReuseOldClient(ForwarderHttpClientFactory factory, ForwarderHttpClientContext context);

    /// <summary>Configures the sockets as the factory does.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ConfigureHandler")]
    public static extern void ConfigureHandler(ForwarderHttpClientFactory factory, ForwarderHttpClientContext context, SocketsHttpHandler handler);

    /// <summary>Puts the factory's own handlers around another.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WrapHandler")]
    public static extern HttpMessageHandler WrapHandler(
        ForwarderHttpClientFactory factory, ForwarderHttpClientContext context, HttpMessageHandler handler);
}
