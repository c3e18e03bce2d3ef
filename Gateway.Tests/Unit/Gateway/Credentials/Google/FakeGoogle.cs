using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>Token endpoint, metadata server and identity provider in one, on a real socket.</summary>
internal sealed class FakeGoogle : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, FakeAnswer> _answers = new();

    private FakeGoogle(WebApplication app)
    {
        _app = app;
        app.Run(AnswerAsync);
    }

    /// <summary>The address: <c>http://127.0.0.1:port</c>.</summary>
    public string Address => _app.Urls.Single();
    /// <summary>Host and port.</summary>
    public string Host => new Uri(Address).Authority;
    /// <summary>Its token endpoint.</summary>
    public string TokenUri => Address + "/token";
    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = [];
    /// <summary>Answers wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<FakeGoogle> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var fake = new FakeGoogle(builder.Build());
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>Sets the answer of a path; unknown paths answer 404 without a body.</summary>
    public FakeGoogle On(string path, string body, int status = 200, string? flavor = null)
    {
        _answers[path] = new FakeAnswer(status, body, flavor);
        return this;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new FakeRequest(context.Request.Method, context.Request.Path, headers, await reader.ReadToEndAsync()));
        await Gate;
        var answer = _answers.GetValueOrDefault(context.Request.Path) ?? new FakeAnswer(404, "", "Google");
        context.Response.StatusCode = answer.Status;
        if (answer.Flavor is not null)
            context.Response.Headers["Metadata-Flavor"] = answer.Flavor;
        await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>A request as it arrived.</summary>
internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body's fields, when it is a form.</summary>
    public Dictionary<string, string> Form => QueryHelpers.ParseQuery(Body).ToDictionary(f => f.Key, f => f.Value.ToString());
}

/// <summary>A canned answer.</summary>
internal sealed record FakeAnswer(int Status, string Body, string? Flavor);
