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

    // RFC 9112, sections 6.1 and 6.3. The bytes after the first request would be the smuggled one.
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

    [TestCase("+28")]
    [TestCase("-0")]
    [TestCase("+0")]
    [TestCase("0x1c")]
    [TestCase("28.0")]
    [TestCase("2 8")]
    [TestCase("٢٨")]
    [TestCase("99999999999999999999999")]
    [TestCase("")]
    public async Task Post_LengthIsNotDigitsOnly_Is400OnEveryRoute(string length)
    {
        await using var app = await AppHost.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));

        foreach (var path in (string[])["/v1/images/generations", "/an/app"])
        {
            var answer = await RawHttp.ExchangeAsync(
                gateway.Address, $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{new string(' ', 28)}");
            Assert.That(answer, Does.StartWith("HTTP/1.1 400 "), path);
        }
    }

    [TestCase("28")]
    [TestCase("028")]
    public async Task Post_LengthIsDigits_IsRead(string length)
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + $"Connection: close\r\nContent-Length: {length}\r\n\r\n{{{new string(' ', 26)}}}");

        Assert.That(answer, Does.Contain("model is required"));
    }

    [TestCase("80000000")]
    [TestCase("fffffffff")]
    [TestCase("ffffffffffffffffffffffff")]
    public async Task Post_ChunkIsLongerThanAnyBody_Is400InTheEnvelope(string size)
    {
        await using var gateway = await StartAsync();
        var answer = await RawHttp.ExchangeAsync(gateway.Address, Post + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{");

        Assert.That(answer, Does.StartWith("HTTP/1.1 400 ").And.Contain("\"code\":\"invalid_body\""));
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(e => e.Id.Name == "ImageRequest"), "the access line");
        Assert.That(gateway.Logs.Entries.Single(e => e.Id.Name == "ImageRequest").Values.Single(value => value.Key == "Status").Value, Is.EqualTo(400));
    }

    [Test]
    public async Task Post_AmbiguousLengthOnAnAppsRoute_IsAPlain400()
    {
        await using var app = await AppHost.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        const string Framing = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";

        var ofApp = await RawHttp.ExchangeAsync(gateway.Address, "POST /an/app HTTP/1.1\r\nHost: a\r\n" + Framing);
        var ofImages = await RawHttp.ExchangeAsync(gateway.Address, Post + Framing);

        Assert.Multiple(() =>
        {
            Assert.That(ofApp, Does.StartWith("HTTP/1.1 400 ").And.EndWith("\r\n\r\n400 Bad Request\n").And.Contain("Connection: close"));
            Assert.That(ofImages, Does.StartWith("HTTP/1.1 400 ").And.Contain("\"code\":\"ambiguous_length\"").And.Contain("Connection: close"));
        });
    }

    [Test]
    public async Task Connect_CatchAllOfAnApp_IsAPlain405()
    {
        await using var app = await AppHost.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));

        var answer = await RawHttp.ExchangeAsync(gateway.Address, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 405 ").And.Contain("Allow: GET, HEAD, POST").And.EndWith("405 Method Not Allowed\n"));
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
