using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: every program that is a gateway starts in the same way, whichever package it comes in.</summary>
internal sealed class EntryPointTests
{
    [TestCase("Gateway/Commands/Program.cs")]
    [TestCase("Tool/Program.cs")]
    public void Program_StartsInTheOneWay(string file) =>
        Assert.That(File.ReadAllText(Repository.PathOf(file)), Does.Contain("return await GatewayRun.MainAsync(args);"));
}
