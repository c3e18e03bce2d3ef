using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Timeouts;

/// <summary>The promise: a client that takes nothing of its answer is disconnected, and holds no place at the destination any more.</summary>
// A client that stalls is known by nothing moving for a while, as nothing does where others take the cores.
[NonParallelizable]
internal sealed class StalledReaderTests
{
    private const int SocketBuffer = 16 * 1024;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly string Picture = new('A', 8 << 20);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_ClientTakesNothing_IsDisconnectedAndItsPlaceIsFree(bool stream)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Large(stream), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, clock, SlowClients.AllowWith(SocketBuffer));
        using var socket = await gateway.PostRawAsync(stream ? StreamRequest : Request, receiveBuffer: SocketBuffer);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        await clock.PassAsync(Silence);

        await connection.Closed;
        using var next = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await CountAsync(socket), Is.LessThan(Picture.Length));
        await Patience.UntilAsync(() => gateway.Logs.Entries.Any(line => line.Message.Contains("error client_stalled", StringComparison.Ordinal)), "its line in the log");
    }

    [Test]
    public async Task Generate_ClientTakesAPieceInTime_IsServedOn()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Large(stream: false));
        await using var gateway = await StartAsync(provider, clock, SlowClients.AllowWith(SocketBuffer));
        using var socket = await gateway.PostRawAsync(Request, receiveBuffer: SocketBuffer);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        clock.Advance(Silence - TimeSpan.FromSeconds(1));
        var taken = await SlowClients.CountAsync(socket, 1 << 20);
        await SlowClients.StalledAsync(connection);
        clock.Advance(Silence - TimeSpan.FromSeconds(1));

        Assert.That(taken + await SlowClients.CountAsync(socket, Picture.Length - taken), Is.GreaterThanOrEqualTo(Picture.Length));
    }

    [Test]
    public async Task Generate_TotalIsOver_EndsTheWaitForTheClientAsWell()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Large(stream: false), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, clock, SlowClients.AllowWith(SocketBuffer), "00:00:10");
        using var socket = await gateway.PostRawAsync(Request, receiveBuffer: SocketBuffer);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        clock.Advance(TimeSpan.FromSeconds(10));

        await connection.Closed;
        using var next = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Generate_Http2ClientOpensNoWindow_ItsStreamIsResetAndItsPlaceIsFree()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Large(stream: false), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, clock, builder =>
        {
            SlowClients.Allow(builder);
            builder.WebHost.ConfigureKestrel(options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        });
        using var client = new HttpClient { BaseAddress = gateway.Address, DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var stalled = await client.SendAsync(Post(), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Long);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        clock.Advance(Silence);

        await connection.Closed;
        using var next = await client.SendAsync(Post()).WaitAsync(Patience.Long);
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(async () => await stalled.Content.ReadAsByteArrayAsync().WaitAsync(Patience.Long), Throws.InstanceOf<HttpRequestException>());
    }

    private static HttpRequestMessage Post() => new(HttpMethod.Post, Generations)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new StringContent(Request, null, "application/json"),
    };

    private static Func<RawConnection, Task> Large(bool stream) => async connection =>
    {
        connection.SendBuffer = SocketBuffer;
        try
        {
            await connection.SendAsync(stream
                ? RawAnswer.EventsUntilClose + $$$"""data: {"type":"image_generation.completed","b64_json":"{{{Picture}}}"}""" + "\n\n"
                : RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{Picture}}}"}]}"""));
            connection.Finish();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The gateway has closed it.
        }
    };

    // The cluster has one place and no queue.
    private static Task<GatewayHost> StartAsync(
        RawProvider provider, TestClock clock, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder> configure, string total = "1.00:00:00")
    {
        var images = Deadlines(total: total);
        images["Deadlines"]!["ClientSilence"] = Silence.ToString();
        images["Resilience"] = new JsonObject { ["Concurrency"] = 1, ["Queue"] = 16 };
        images["Heartbeat"] = "01:00:00";
        return TestGateway.StartAsync(null, images, new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, builder =>
        {
            clock.Install(builder);
            configure(builder);
        });
    }

    private static async Task<long> CountAsync(Socket socket)
    {
        try
        {
            return await SlowClients.CountAsync(socket, long.MaxValue);
        }
        catch (SocketException)
        {
            // Reset: what was not read is lost.
            return 0;
        }
    }
}
