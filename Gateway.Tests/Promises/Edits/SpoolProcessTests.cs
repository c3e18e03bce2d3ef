using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise, for the program as people start it: however a call or the program ends, no picture is left on the disk.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SpoolProcessTests
{
    private static readonly byte[] Large = Png(length: 3_000_000);

    private string _directory = null!;
    private string _spool = null!;
    private RawProvider _provider = null!;
    private Func<RawConnection, Task> _script = RawAnswer.PictureAsync;

    [SetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(connection => _script(connection));
        _spool = Directory.CreateTempSubdirectory("iris-spool-test-").FullName;
        var images = TestGateway.Calm;
        images["Spool"] = new JsonObject { ["Folder"] = _spool };
        _directory = await GatewayProgram.DirectoryOfAsync(
            ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", _provider.Address) }, images));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _provider.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        Directory.Delete(_spool, recursive: true);
    }

    [Test]
    public async Task Killed_InTheMiddleOfAnUpload_LeavesNothingAndSweepsWhatWasLeftBefore()
    {
        await using (var program = GatewayProgram.Start(_directory, "--urls", "http://127.0.0.1:0"))
        {
            using var upload = await UploadAsync(await AddressAsync(program), Large.Length + 1000);
            await Patience.UntilAsync(() => HasSpool(program), "no spool");
            Assert.That(Directory.GetFileSystemEntries(_spool), Is.Empty, "a spool has no name while it is written");
            await program.KillAsync();
        }
        Assert.That(Directory.GetFileSystemEntries(_spool), Is.Empty);

        // As it would be after a kill between a file's creation and the removal of its name.
        var left = Path.Combine(_spool, "iris-spool-left");
        await File.WriteAllTextAsync(left, "x");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        await using (var program = GatewayProgram.Start(_directory, "--urls", "http://127.0.0.1:0"))
        {
            await AddressAsync(program);
            Assert.That(Directory.GetFileSystemEntries(_spool), Is.Empty);
        }
    }

    [Test]
    public async Task Calls_ThatSucceedAreCancelledOrLost_LeaveNothing()
    {
        await using var program = GatewayProgram.Start(_directory, "--urls", "http://127.0.0.1:0");
        var address = await AddressAsync(program);
        using var client = new HttpClient { BaseAddress = address };

        Assert.That(await PostAsync(client, Large), Is.EqualTo(HttpStatusCode.OK));
        await NothingLeftAsync(program);

        using (await UploadAsync(address, Large.Length + 1000))
            await Patience.UntilAsync(() => HasSpool(program), "no spool");
        await NothingLeftAsync(program);

        _script = connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        };
        Assert.That(await PostAsync(client, Large), Is.EqualTo(HttpStatusCode.BadGateway));
        await NothingLeftAsync(program);
    }

    [Test]
    public async Task Disk_FullInTheMiddleOfAPicture_Is507AndTheNextCallIsServed()
    {
        await using var program = GatewayProgram.StartWithSmallFiles(_directory, 1024, "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = await AddressAsync(program) };
        using (var form = Form(("model", "openai/gpt-image-2"), ("prompt", "p"), ("image", Large)))
        using (var response = await client.PostAsync(Route, form))
        {
            var error = (await response.EnvelopeAsync((HttpStatusCode)507))["error"]!;
            Assert.That((string?)error["type"], Is.EqualTo("insufficient_storage"));
            Assert.That((string?)error["message"], Does.Contain("the disk is full").And.Contain("Images.Spool.Folder"));
        }
        await NothingLeftAsync(program);
        Assert.That(_provider.Requests, Is.Empty);

        Assert.That(await PostAsync(client, Png(length: 600_000)), Is.EqualTo(HttpStatusCode.OK));
        await NothingLeftAsync(program);
    }

    private static bool HasSpool(GatewayProgram program) => program.OpenFiles().Any(file => file.Contains("iris-spool-", StringComparison.Ordinal));

    private async Task NothingLeftAsync(GatewayProgram program)
    {
        await Patience.UntilAsync(() => !HasSpool(program), "a spool is still open");
        Assert.That(Directory.GetFileSystemEntries(_spool), Is.Empty);
    }

    private static async Task<Uri> AddressAsync(GatewayProgram program)
    {
        var line = await program.LineAsync("http://127.0.0.1:");
        var start = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
        var end = start + "http://127.0.0.1:".Length;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        return new Uri(line[start..end]);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, byte[] picture)
    {
        using var form = Form(("model", "openai/gpt-image-2"), ("prompt", "p"), ("image", picture));
        using var response = await client.PostAsync(Route, form);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }

    // Sends a form without its end.
    private static async Task<Socket> UploadAsync(Uri address, int length)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await socket.ConnectAsync(address.Host, address.Port);
        await SendAsync(socket, Encoding.ASCII.GetBytes(
            $"POST {Route} HTTP/1.1\r\nHost: here\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: {length}\r\n\r\n"
                + "--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai/gpt-image-2\r\n"
                + "--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"));
        await SendAsync(socket, Large);
        return socket;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }
}
