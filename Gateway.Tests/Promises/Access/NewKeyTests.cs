using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: one command makes a key, and what it prints lets that key in.</summary>
internal sealed partial class NewKeyTests
{
    [Test]
    public async Task KeysNew_PrintsAKeyAndTheLineThatLetsItIn()
    {
        var directory = await GatewayProgram.DirectoryOfAsync("{}");
        var run = await GatewayProgram.RunAsync(directory, "keys", "new", "shop");
        var key = run.Output.Split('\n')[0];
        var hash = Hash().Match(run.Output).Value;
        Assert.Multiple(() =>
        {
            Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
            Assert.That(key, Does.Match("^sk-iris-[A-Za-z0-9_-]{43}$"));
            Assert.That(hash, Is.EqualTo("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))));
        });
        await using var gateway = await StartAsync(Keys(("shop", Key(hash))));
        using var response = await gateway.DrawAsync(key);
        using var byHash = await gateway.DrawAsync(hash);
        Assert.That(((int)response.StatusCode, (int)byHash.StatusCode), Is.EqualTo((200, 401)));
    }

    [TestCase("keys", "Usage: Gateway keys new NAME")]
    [TestCase("keys new", "the key needs a name")]
    [TestCase("keys new a/b", "is no name")]
    [TestCase("keys old shop", "Usage: Gateway keys new NAME")]
    public async Task Keys_Slip_IsToldWithTheUsage(string command, string text)
    {
        var run = await GatewayProgram.RunAsync(await GatewayProgram.DirectoryOfAsync("{}"), command.Split(' '));
        Assert.That((run.ExitCode, run.Output, run.Error.Contains(text, StringComparison.Ordinal)), Is.EqualTo((2, "", true)));
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Hash();
}
