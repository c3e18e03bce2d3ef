using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Clients that read when they please.</summary>
internal static class SlowClients
{
    /// <summary>Switches off Kestrel's own limit, which hangs up on clients that take less than 240 bytes a second.</summary>
    public static void Allow(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(options => options.Limits.MinResponseDataRate = null);

    /// <summary>As <see cref="Allow"/>, with small sockets towards the clients: the operating system takes little in their place.</summary>
    public static Action<WebApplicationBuilder> AllowWith(int sendBuffer) => builder =>
    {
        Allow(builder);
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = endpoint =>
        {
            // Accepted sockets inherit it.
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = sendBuffer;
            return socket;
        });
    };

    /// <summary>Waits until the gateway takes nothing more from its provider: the count of sent bytes stands still.</summary>
    public static async Task StalledAsync(RawConnection connection)
    {
        long before = -1;
        var still = 0;
        await Patience.UntilAsync(
            () =>
            {
                still = connection.Sent > 0 && connection.Sent == before ? still + 1 : 0;
                before = connection.Sent;
                return still > 100;
            },
            "the provider was never held up");
    }

    /// <summary>Reads at least so many bytes.</summary>
    public static async Task<long> CountAsync(Socket socket, long least)
    {
        var buffer = new byte[256 * 1024];
        long count = 0;
        while (count < least)
        {
            var read = await socket.ReceiveAsync(buffer).WaitAsync(Patience.Long);
            if (read == 0)
                break;
            count += read;
        }
        return count;
    }
}
