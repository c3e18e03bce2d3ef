using System.Net.WebSockets;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>WebSockets pass through the catch-all.</summary>
internal sealed class OrdinaryRouteWebSocketTests
{
    [Test]
    public async Task Connect_ThroughTheCatchAll_CarriesMessagesBothWaysAndItsClose()
    {
        await using var app = await AppHost.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
                await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("echo");
        await client.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/live/feed"), guard.Token);

        var buffer = new byte[1024];
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, guard.Token);
        var answer = await client.ReceiveAsync(buffer, guard.Token);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, guard.Token);

        Assert.Multiple(() =>
        {
            Assert.That(client.SubProtocol, Is.EqualTo("echo"));
            Assert.That(Encoding.UTF8.GetString(buffer, 0, answer.Count), Is.EqualTo("hello"));
            Assert.That(client.CloseStatusDescription, Is.EqualTo("bye"));
        });
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(e => e.Message.StartsWith("GET /live/feed 101", StringComparison.Ordinal)), "the access line of the connection");
    }
}
