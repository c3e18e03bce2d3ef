using System.Net;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Providers.HuggingFace;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>However an exchange ends, what it rented is back, once, and is not touched again.</summary>
internal sealed class PoolTests
{
    private const int Piece = 64 * 1024;

    private static readonly byte[] Bytes = RandomBytes();
    private static readonly string Picture = Convert.ToBase64String(Bytes);

    [Test]
    public async Task End_WholeAnswer_AllIsBack([Values] bool stream, [Values(1, 3)] int pictures)
    {
        await using var exchange = new LoneExchange(stream: stream, count: pictures);

        var answer = await exchange.RunAsync(Says(stream, Whole(stream, pictures)));

        Assert.That(answer.Split(Picture), Has.Length.EqualTo(pictures + 1));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_BytesOfAPicture_AllIsBack([Values] bool stream)
    {
        await using var exchange = new LoneExchange(new HuggingFaceProvider(), "hf-inference/org/model", stream);

        var answer = await exchange.RunAsync(LoneExchange.Says("image/png", new ScriptedBody(Bytes[..100_000], Task.CompletedTask, Bytes[100_000..])));

        Assert.That(answer, Does.Contain(Picture));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_SeveralCalls_AllIsBack([Values] bool stream, [Values] bool oneFails)
    {
        await using var exchange = new LoneExchange(model: "dall-e-3", stream: stream, count: 3);

        var answer = await exchange.RunAsync(
            Says(false, Whole(false)), oneFails ? Fails() : Says(false, Whole(false)), Says(false, Whole(false)));

        Assert.That(answer.Split(Picture), Has.Length.EqualTo(oneFails ? 3 : 4));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_OneOfSeveralIsNoneAndHasNotEnded_TheOtherIsDelivered([Values] bool stream)
    {
        await using var exchange = new LoneExchange(model: "dall-e-3", stream: stream, count: 2);

        var answer = await exchange.RunAsync(
            Says(false, Encoding.UTF8.GetBytes("<html>"), new TaskCompletionSource().Task), Says(false, Whole(false)));

        Assert.That(answer.Split(Picture), Has.Length.EqualTo(2));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_OneOfSeveralIsNoneAndTorn_TheOtherIsDelivered([Values] bool stream)
    {
        await using var exchange = new LoneExchange(model: "dall-e-3", stream: stream, count: 2);

        var answer = await exchange.RunAsync(
            Says(false, Encoding.UTF8.GetBytes("<html>"), Task.FromException(new IOException("torn"))), Says(false, Whole(false)));

        Assert.That(answer.Split(Picture), Has.Length.EqualTo(2));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_AnswerIsTorn_AllIsBack([Values] bool stream, [Values] bool atOnce)
    {
        var tear = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (atOnce)
            tear.SetException(new IOException("torn"));
        var body = new ScriptedBody(Whole(stream)[..100_000], tear.Task) { Waiting = _ => tear.TrySetException(new IOException("torn")) };
        await using var exchange = new LoneExchange(stream: stream);
        await exchange.BeginAsync(LoneExchange.Says(Type(stream), body));

        await PumpToAFailureAsync(exchange, stream);

        await exchange.EndAsync();
    }

    [Test]
    public async Task End_TornWhileAReadHasAPiece_AllIsBack([Values] bool stream)
    {
        var tear = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new ScriptedBody(Whole(stream)[..Piece], tear.Task) { Waiting = _ => tear.TrySetException(new IOException("torn")) };
        await using var exchange = new LoneExchange(stream: stream);
        await exchange.BeginAsync(LoneExchange.Says(Type(stream), body));

        await PumpToAFailureAsync(exchange, stream);

        await exchange.EndAsync();
    }

    [Test]
    public async Task End_AnswerStopsInAPicture_AllIsBack([Values] bool stream)
    {
        await using var exchange = new LoneExchange(stream: stream);
        await exchange.BeginAsync(Says(stream, Whole(stream)[..100_000]));

        await PumpToAFailureAsync(exchange, stream);

        await exchange.EndAsync();
    }

    [Test]
    public async Task End_ClientHangsUpWhileTheProviderIsSilent_AllIsBack([Values] bool stream)
    {
        var never = new TaskCompletionSource();
        await using var exchange = new LoneExchange(stream: stream);
        await exchange.BeginAsync(Says(stream, Whole(stream)[..100_000], never.Task));
        var pumping = exchange.PumpAsync();
        Assert.That(pumping.IsCompleted, Is.False);

        await exchange.HangUpAsync();

        Assert.That(async () => await pumping.WaitAsync(Patience.Long), Throws.InstanceOf<OperationCanceledException>());
        await exchange.EndAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task End_ClientHangsUpWhileItDoesNotRead_AllIsBack(bool aborts)
    {
        await using var exchange = new LoneExchange(room: 100_000);
        await exchange.BeginAsync(Says(false, Whole(false)));
        var pumping = exchange.PumpAsync();
        Assert.That(pumping.IsCompleted, Is.False);

        if (aborts)
            await exchange.HangUpAsync();
        else
            await exchange.Client.CompleteAsync();

        Assert.That(async () => await pumping.WaitAsync(Patience.Long), Throws.InstanceOf<OperationCanceledException>());
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_NobodyReadsTheAnswer_AllIsBack([Values] bool stream)
    {
        await using var exchange = new LoneExchange(stream: stream);
        await exchange.BeginAsync(Says(stream, Whole(stream)));
        await exchange.EndAsync();
    }

    [Test]
    public async Task End_FailsBeforeAPicture_AllIsBack([Values] bool stream)
    {
        object[][] bodies =
        [
            [Encoding.UTF8.GetBytes("""{"created":1,"data":[]}""")],
            [Encoding.UTF8.GetBytes("""{"created":1,"da"""), Task.FromException(new IOException("torn"))],
            [Encoding.UTF8.GetBytes("<html>")],
            // The failure is known before the provider's answer ends: nobody waits for the rest, and no read loses its connection.
            [Encoding.UTF8.GetBytes("<html>"), new TaskCompletionSource().Task],
        ];
        foreach (var body in bodies)
        {
            await using var exchange = new LoneExchange(stream: stream);
            var hasBegun = await exchange.BeginAsync(Says(false, body));
            Assert.That(hasBegun, Is.False);
            Assert.That(exchange.Result!.Failure!.Value.Error.Type, Is.Not.EqualTo("internal_error"));
            await exchange.EndAsync();
        }
    }

    [Test]
    public async Task End_EveryCallFails_AllIsBack()
    {
        await using var exchange = new LoneExchange(model: "dall-e-3", count: 3);
        var hasBegun = await exchange.BeginAsync(Fails(), Says(false, Encoding.UTF8.GetBytes("""{"data":[]}""")), Says(false, Encoding.UTF8.GetBytes("{")));
        Assert.That(hasBegun, Is.False);
        await exchange.EndAsync();
    }

    private static async Task PumpToAFailureAsync(LoneExchange exchange, bool stream)
    {
        if (stream)
        {
            await exchange.PumpAsync().WaitAsync(Patience.Long);
            Assert.That(await exchange.ReadToEndAsync(), Does.EndWith("event: error\n\n"));
        }
        else
        {
            Assert.That(async () => await exchange.PumpAsync().WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
        }
        Assert.That(exchange.Result!.Failure, Is.Not.Null);
    }

    private static HttpResponseMessage Says(bool stream, params object[] steps) => LoneExchange.Says(Type(stream), new ScriptedBody(steps));

    private static HttpResponseMessage Fails() => LoneExchange.Says(
        "application/json", new ScriptedBody(Encoding.UTF8.GetBytes("""{"error":{"message":"broken"}}""")), HttpStatusCode.InternalServerError);

    private static string Type(bool stream) => stream ? "text/event-stream" : "application/json";

    private static byte[] Whole(bool stream, int pictures = 1) => Encoding.UTF8.GetBytes(stream
        ? string.Concat(Enumerable.Repeat($$"""data: {"type":"image_generation.completed","b64_json":"{{Picture}}"}""" + "\n\n", pictures))
        : $$"""{"created":1,"data":[{{string.Join(',', Enumerable.Repeat($$"""{"b64_json":"{{Picture}}"}""", pictures))}}]}""");

    private static byte[] RandomBytes()
    {
        // A picture's head, the rest is noise.
        var bytes = new byte[300_000];
        new Random(3).NextBytes(bytes);
        Convert.FromBase64String(RawAnswer.Pixel)[..33].CopyTo(bytes, 0);
        // And its end.
        Convert.FromBase64String(RawAnswer.Pixel)[^12..].CopyTo(bytes, bytes.Length - 12);
        return bytes;
    }
}
