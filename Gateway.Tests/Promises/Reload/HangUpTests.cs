using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Reload;

/// <summary>The promise: SIGHUP reloads and ends nothing.</summary>
internal sealed class HangUpTests
{
    [Test]
    public async Task SigHup_ReadsTheFileAgain_AndTheGatewayGoesOn()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        await using (var program = GatewayProgram.StartHearing("HUP", directory, "--urls", "http://127.0.0.1:0"))
        {
            await program.LineAsync("Application started");
            // The file is as it was, so that no look by itself says anything.
            for (var i = 0; i < 2; i++)
            {
                await program.SignalAsync("HUP");
                Assert.That(await program.LineAsync("configuration applied"), Does.Contain("the file says the same as before"));
            }
        }
        Directory.Delete(directory, recursive: true);
    }
}
