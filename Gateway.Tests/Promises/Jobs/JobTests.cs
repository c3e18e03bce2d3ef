using System.Net;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: what is ordered now can be fetched later, by whom it belongs to, and what is wrong is refused at once.</summary>
internal sealed class JobTests
{
    [Test]
    public async Task Order_Picture_IsAcceptedMadeAndFetched()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);

        using var accepted = await gateway.AskAsync(HttpMethod.Post, Orders, Request);
        var job = await accepted.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int)accepted.StatusCode, Is.EqualTo(202));
            Assert.That((string?)job["status"], Is.EqualTo("queued"));
            Assert.That((long)job["expires_at"]! - (long)job["created_at"]!, Is.EqualTo(3600));
            Assert.That(accepted.Headers.Location!.OriginalString, Is.EqualTo($"{Orders}/{job["id"]}"));
            Assert.That(accepted.Headers.RetryAfter, Is.Not.Null);
        });
        await provider.ArrivalAsync();
        var path = accepted.Headers.Location!.OriginalString;
        using (var running = await gateway.AskAsync(HttpMethod.Get, path))
        {
            Assert.That((string?)(await running.JsonAsync())["status"], Is.EqualTo("running"));
            Assert.That(running.Headers.RetryAfter, Is.Not.Null);
        }
        release.SetResult();

        using var done = await gateway.AskAsync(HttpMethod.Get, path + "?wait=30s");
        var completed = await done.JsonAsync();
        Assert.That(((string?)completed["status"], (int?)completed["status_code"]), Is.EqualTo(("completed", 200)));
        Assert.That((string?)completed["result"]!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That((string?)completed["result"]!["extra_fields"]!["provider"], Is.EqualTo("openai"));
        var lines = gateway.Logs.Entries.Where(entry => entry.Id.Name == "ImageRequest").ToArray();
        Assert.That(lines.Select(line => line.Values.Single(value => value.Key == "Key").Value), Is.All.EqualTo("shop"), "the job is its key's");
        Assert.That(lines.SelectMany(line => line.Values).Where(value => value.Key == "ErrorType"), Is.Empty, "neither the order nor the job has failed");
    }

    [Test]
    public async Task Order_HeaderOnTheOrdinaryPath_IsAJobAsWell()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var accepted = await gateway.AskAsync(
            HttpMethod.Post, Generations, Request, AccessWorld.Shop, ("x-bf-async", "true"), ("x-bf-async-job-result-ttl", "60"));
        var job = await accepted.JsonAsync();
        Assert.That(((int)accepted.StatusCode, (long)job["expires_at"]! - (long)job["created_at"]!), Is.EqualTo((202, 60)));
        await gateway.ReachedAsync(accepted.Headers.Location!.OriginalString, "completed");
    }

    [Test]
    public async Task Order_EditWithAPicture_SendsThePicture()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/async/images/edits")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent("openai/gpt-image-2"), "model" }, { new StringContent("a hat"), "prompt" },
                { new ByteArrayContent(Convert.FromBase64String(RawAnswer.Pixel)), "image", "fox.png" },
            },
        };
        request.Headers.Add("x-bf-vk", AccessWorld.Shop);
        using var accepted = await gateway.Client.SendAsync(request);
        Assert.That((int)accepted.StatusCode, Is.EqualTo(202), await accepted.Content.ReadAsStringAsync());
        await gateway.ReachedAsync(accepted.Headers.Location!.OriginalString, "completed");
        Assert.That(provider.Requests[0].Bytes.AsSpan().IndexOf(Convert.FromBase64String(RawAnswer.Pixel)), Is.GreaterThan(0));
    }

    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","stream":true}""", 400, "stream is not supported for async image generations")]
    [TestCase("""{"model":"nobody/x","prompt":"a fox"}""", 400, "nobody")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","n":11}""", 400, "'n'")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","webhook_url":"https://example.com/"}""", 400, "webhook_url")]
    [TestCase("""{"model":"openai/forbidden","prompt":"a fox"}""", 403, "not allowed")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","style":"vivid","size":"256x256"}""", 400, "style", true)]
    public async Task Order_Wrong_IsRefusedAtOnce(string json, int status, string words, bool isStrict = false)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var images = Section();
        images["Access"] = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop, """{"Models":["openai/*","!openai/forbidden"]}""")));
        images["Strict"] = isStrict;
        var gateway = await world.StartAsync(provider, more: images);
        using var response = await gateway.AskAsync(HttpMethod.Post, Orders, json);
        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That((string?)envelope["error"]!["message"], Does.Contain(words));
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Order_WithoutAKey_IsRefused()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var order = await gateway.PostAsync(Orders, Request);
        await order.EnvelopeAsync(HttpStatusCode.Unauthorized);
        using var question = await gateway.Client.GetAsync($"{Orders}/{new string('0', 32)}");
        await question.EnvelopeAsync(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Ask_Head_IsTheHeadOfTheAnswer()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var path = await gateway.OrderAsync();
        await gateway.ReachedAsync(path, "completed");
        using var whole = await gateway.AskAsync(HttpMethod.Get, path);
        using var head = await gateway.AskAsync(HttpMethod.Head, path);
        Assert.That(((int)head.StatusCode, head.Content.Headers.ContentLength), Is.EqualTo((200, whole.Content.Headers.ContentLength)));
        using var put = await gateway.AskAsync(HttpMethod.Put, path);
        Assert.That(((int)put.StatusCode, string.Join(", ", put.Content.Headers.Allow)), Is.EqualTo((405, "GET, HEAD, DELETE")));
    }

    [TestCase("POST", "/v1/async/images/foo")]
    [TestCase("GET", "/v1/async/images/foo")]
    [TestCase("GET", "/v1/async/images/foo/0123")]
    public async Task Call_NoSuchOperation_Is404(string method, string path)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var response = await gateway.AskAsync(new HttpMethod(method), path, method == "POST" ? Request : null);
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.NotFound))["error"]!["code"], Is.EqualTo("unknown_path"));
    }

    [Test]
    public async Task Ask_AnotherKey_FindsNothing()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var path = await gateway.OrderAsync();
        await gateway.ReachedAsync(path, "completed");
        using var asked = await gateway.AskAsync(HttpMethod.Get, path, key: RunWorld.Other);
        Assert.That((string?)(await asked.EnvelopeAsync(HttpStatusCode.NotFound))["error"]!["code"], Is.EqualTo("job_not_found"));
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path, key: RunWorld.Other);
        await deleted.EnvelopeAsync(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Job_ProviderFails_HasTheEnvelope()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(400, "bad_thing"));
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var job = await gateway.ReachedAsync(await gateway.OrderAsync(), "failed");
        Assert.That(((int?)job["status_code"], (string?)job["error"]!["error"]!["code"]), Is.EqualTo((400, "bad_thing")));
    }

    [Test]
    public async Task Job_PicturesByAddress_AreAtTheAddressOfAnOrdinaryCall()
    {
        const string json = """{"model":"openai/gpt-image-2","prompt":"a fox","response_format":"url"}""";
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var images = Section();
        images["Url"] = "store";
        var gateway = await world.StartAsync(provider, more: images, configure: builder => builder.Services.AddSingleton<IStartupFilter>(new BasePath("/base")));
        var host = ("Host", "pics.example.com");
        using var plain = await gateway.AskAsync(HttpMethod.Post, "/base" + Generations, json, AccessWorld.Shop, host);
        using var accepted = await gateway.AskAsync(HttpMethod.Post, "/base" + Orders, json, AccessWorld.Shop, host);
        var job = await gateway.ReachedAsync("/base" + accepted.Headers.Location!.OriginalString, "completed");
        var (ordinary, made) = ((string?)(await plain.JsonAsync())["data"]![0]!["url"], (string?)job["result"]!["data"]![0]!["url"]);
        Assert.That(made, Does.StartWith("http://pics.example.com/base/v1/images/files/"));
        Assert.That(new Uri(made!).GetLeftPart(UriPartial.Authority), Is.EqualTo(new Uri(ordinary!).GetLeftPart(UriPartial.Authority)));
        using var picture = await gateway.Client.GetAsync(new Uri(made!).PathAndQuery);
        Assert.That((await picture.BytesAsync()).AsSpan().SequenceEqual(Convert.FromBase64String(RawAnswer.Pixel)));
    }

    [Test]
    public async Task Job_AnswerBreaksOff_HasTheEnvelopeWithItsAttempts()
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk(RawAnswer.Json[..60] + new string('A', 256 * 1024)));
            connection.Reset();
        });
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var job = await gateway.ReachedAsync(await gateway.OrderAsync(), "failed");
        var error = job["error"]!;
        const string broke = "provider_connection_failed";
        Assert.That(
            ((int?)job["status_code"], (int?)error["status_code"], (string?)error["error"]!["type"]), Is.EqualTo((502, 502, broke)), error.ToJsonString());
        Assert.That((string?)error["error"]!["message"], Does.StartWith("the connection to the provider broke"));
        var attempt = error["extra_fields"]!["attempts"]!.AsArray().Single()!;
        Assert.That(
            ((string?)attempt["provider"], (int?)attempt["status"], (string?)attempt["error_type"], (bool?)attempt["possibly_billed"]),
            Is.EqualTo(("openai", 502, broke, true)), error.ToJsonString());
    }

    [Test]
    public async Task Call_WithoutJobs_KnowsNoSuchPath()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var response = await gateway.AskAsync(HttpMethod.Post, Orders, Request);
        await response.EnvelopeAsync(HttpStatusCode.NotFound);
        using var plain = await gateway.AskAsync(HttpMethod.Post, Generations, Request, AccessWorld.Shop, ("x-bf-async", "true"));
        Assert.That((int)plain.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Order_TwoOfOneIdempotencyKey_MakeOneOrder()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        for (var i = 0; i < 2; i++)
        {
            using var accepted = await gateway.AskAsync(HttpMethod.Post, Orders, Request, AccessWorld.Shop, ("Idempotency-Key", "one"));
            var job = await gateway.ReachedAsync(accepted.Headers.Location!.OriginalString, "completed");
            Assert.That((string?)job["result"]!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        }
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Order_IdempotencyKeyOfAnotherRequest_IsRefusedAtOnce()
    {
        const string wolf = """{"model":"openai/gpt-image-2","prompt":"a wolf"}""";
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var accepted = await gateway.AskAsync(HttpMethod.Post, Orders, Request, AccessWorld.Shop, ("Idempotency-Key", "one"));
        await gateway.ReachedAsync(accepted.Headers.Location!.OriginalString, "completed");
        var files = await gateway.ScalarAsync("SELECT COUNT(*) FROM iris_files");

        using var refused = await gateway.AskAsync(HttpMethod.Post, Orders, wolf, AccessWorld.Shop, ("Idempotency-Key", "one"));
        Assert.That(
            (string?)(await refused.EnvelopeAsync(HttpStatusCode.UnprocessableEntity))["error"]!["code"], Is.EqualTo("idempotency_key_reused"));
        using var tooLong = await gateway.AskAsync(HttpMethod.Post, Orders, wolf, AccessWorld.Shop, ("Idempotency-Key", new string('k', 256)));
        Assert.That((string?)(await tooLong.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("invalid_idempotency_key"));
        Assert.That(await gateway.ScalarAsync("SELECT COUNT(*) FROM iris_files"), Is.EqualTo(files), "no request is left behind");

        using var other = await gateway.AskAsync(HttpMethod.Post, Orders, wolf, RunWorld.Other, ("Idempotency-Key", "one"));
        Assert.That((int)other.StatusCode, Is.EqualTo(202), "another client's key is another one");
        await gateway.ReachedAsync(other.Headers.Location!.OriginalString, "completed", RunWorld.Other);
        await world.ExecuteAsync("UPDATE iris_answers SET expires = 1");
        using var again = await gateway.AskAsync(HttpMethod.Post, Orders, wolf, AccessWorld.Shop, ("Idempotency-Key", "one"));
        Assert.That((int)again.StatusCode, Is.EqualTo(202), "its time is over");
    }

    [Test]
    public async Task Job_BudgetsAndLimits_CountWhenItIsMade()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var images = Section();
        images["Access"] = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop, """{"Limits":{"Images":"1/1d","Requests":"2/1d","Concurrent":1}}""")));
        var gateway = await world.StartAsync(provider, more: images);
        var first = await gateway.OrderAsync();
        await gateway.ReachedAsync(first, "completed");
        using var second = await gateway.AskAsync(HttpMethod.Post, Orders, Request);
        Assert.That(await second.TypeAsync(), Is.EqualTo((429, "rate_limited", "rate_limited")), "there is no room at all");
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Result_EightMebibytes_IsWhole()
    {
        var picture = RawAnswer.Pixel[..40] + new string('A', 8 << 20);
        await using var provider = RawProvider.Start(connection => connection.SendAsync(
            RawAnswer.Whole(200, $$$"""{"created":1768500000,"data":[{"b64_json":"{{{picture}}}"}]}""")));
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var job = await gateway.ReachedAsync(await gateway.OrderAsync(), "completed");
        Assert.That((string?)job["result"]!["data"]![0]!["b64_json"] == picture);
    }

    private sealed class BasePath(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase(path);
            next(app);
        };
    }
}
