using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>Requests that are ill framed, ambiguous, torn or slow.</summary>
internal sealed class RequestFramingTests
{
    private const string Post = "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

    private static Task<GatewayHost> StartAsync(Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure = null) =>
        GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }), configure: configure);

    // RFC 9112, sections 6.1 and 6.3. What follows the first request would be the smuggled one.
    [TestCase("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n")]
    [TestCase("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhelloGET /health HTTP/1.1\r\nHost: a\r\n\r\n")]
    [TestCase("Content-Length: 5, 6\r\n\r\nhello")]
    [TestCase("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n")]
    public async Task Post_AmbiguousLength_Is400AndTheConnectionEnds(string rest)
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + rest);

        Assert.That(answer, Does.StartWith("HTTP/1.1 400 "));
        Assert.That(answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), "nothing after it may be answered");
    }

    [Test]
    public async Task Post_HarmlessHeaderOfThatName_IsNoAmbiguity()
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + "X-Content-Length: 5\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");

        Assert.That(answer, Does.Contain("model is required"));
    }

    // Refused by the server itself, before the pipeline: no body, and that is how it stays.
    [TestCase("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [TestCase("GET / HTTP/1.1\r\n\r\n", "400")]
    [TestCase("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "505")]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "400")]
    public async Task Send_WhatTheServerRefuses_KeepsItsEmptyBody(string request, string status)
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, request);

        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status} ").And.Contain("Content-Length: 0").And.EndWith("\r\n\r\n"));
        Assert.That(answer, Does.Not.Contain("Server:"));
    }

    [Test]
    public async Task Post_HeadersOverTheServersLimit_Is431()
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + $"x-large: {new string('x', 40_000)}\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 431 ").And.Contain("Content-Length: 0"));
    }

    [Test]
    public async Task Post_BodyTooSlow_Is408InTheEnvelope()
    {
        await using var gateway = await StartAsync(builder => builder.WebHost.ConfigureKestrel(
            options => options.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromMilliseconds(1100))));
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + "Content-Length: 1000\r\n\r\n{");

        Assert.That(answer, Does.StartWith("HTTP/1.1 408 ").And.Contain("\"code\":\"request_timeout\""));
    }

    [Test]
    public async Task Post_ClientGoneInTheMiddleOfItsBody_IsNoErrorOfOurs()
    {
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }), args: "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information");
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(Post + "Content-Length: 1000\r\n\r\n{"));
            await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(e => e.Message.Contains("Request starting", StringComparison.Ordinal)), "the request's start");
            // A reset, not a polite end.
            socket.LingerState = new LingerOption(true, 0);
        }

        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(e => e.Id.Name == "ImageRequest"), "the access line");
        var line = gateway.Logs.Entries.Single(e => e.Id.Name == "ImageRequest");
        Assert.That(line.Values.Single(value => value.Key == "Status").Value, Is.EqualTo(499));
        Assert.That(gateway.Logs.Entries.Where(e => e.Level >= LogLevel.Error), Is.Empty);
    }
}
