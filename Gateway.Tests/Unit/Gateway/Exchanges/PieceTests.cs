using System.Collections.Concurrent;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>An answer is read a piece at a time, and no piece is held while anybody is waited for.</summary>
internal sealed class PieceTests
{
    private const int Piece = 64 * 1024;

    private static readonly string Picture = new('A', 1 << 20);

    [Test]
    public async Task Read_LargeAnswer_AsksForNothingFirstAndForAPieceAtMost()
    {
        var body = new ScriptedBody(Json(Picture));
        await using var exchange = new LoneExchange();

        var answer = await exchange.RunAsync(LoneExchange.Says("application/json", body));

        Assert.That(answer, Does.Contain(Picture));
        Assert.That(body.Asked[0], Is.Zero, "a read without a buffer tells when there is something");
        Assert.That(body.Asked.Max(), Is.EqualTo(Piece));
        Assert.That(exchange.Pool.Largest, Is.EqualTo(Piece));
        await exchange.EndAsync();
    }

    [Test]
    public async Task Read_ProviderIsSilent_HoldsNoPiece()
    {
        TaskCompletionSource[] silences =
            [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        var json = Json(Picture);
        var body = new ScriptedBody(
            silences[0].Task, json[..5], silences[1].Task, json[5..1000], silences[2].Task, json[1000..(1000 + Piece + 10)], silences[3].Task,
            json[(1000 + Piece + 10)..]);
        await using var exchange = new LoneExchange();
        var waits = new ConcurrentQueue<int>();
        body.Waiting = waits.Enqueue;

        var answering = exchange.RunAsync(LoneExchange.Says("application/json", body));
        for (var i = 0; i < silences.Length; i++)
        {
            await Answers.EventuallyAsync(() => waits.Count > i && exchange.Pool.OutstandingOf(Piece) == 0, $"a wait with no piece in hand, in silence {i}");
            silences[i].SetResult();
        }

        Assert.That(await answering.WaitAsync(Patience.Long), Does.Contain(Picture));
        Assert.That(waits, Is.EqualTo(new[] { 0, 0, 0, 0 }));
        await exchange.EndAsync();
    }

    [Test]
    public async Task Read_ClientDoesNotRead_HoldsNoPiece()
    {
        var body = new ScriptedBody(Json(Picture));
        await using var exchange = new LoneExchange(room: 100_000);
        await exchange.BeginAsync(LoneExchange.Says("application/json", body));

        var pumping = exchange.PumpAsync();

        Assert.That(pumping.IsCompleted, Is.False);
        Assert.That(exchange.Pool.OutstandingOf(Piece), Is.Zero);
        // A first piece, and the one that filled the pipe.
        Assert.That(body.Asked.Count(length => length > 0), Is.EqualTo(2));
        Assert.That(await exchange.ReadToEndAsync(), Does.Contain(Picture));
        await pumping.WaitAsync(Patience.Long);
        await exchange.EndAsync();
    }

    [Test]
    public async Task Read_ProviderIsSilentBehindAFullPiece_SendsHeartbeatsThere()
    {
        const string Before = """data: {"type":"image_generation.partial_image","partial_image_index":0,"created_at":1,"b64_json":" """;
        const string After = "\"}\n\n";
        // Base64 comes in fours; what is left of the piece is space.
        var room = Piece - Before.TrimEnd().Length - After.Length;
        var partial = Before.TrimEnd().Insert("data: ".Length, new string(' ', room % 4)) + new string('A', room - room % 4) + After;
        var silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new ScriptedBody(Encoding.UTF8.GetBytes(partial), silence.Task, Encoding.UTF8.GetBytes(RawAnswer.Completed));
        var clock = new FakeTimeProvider();
        await using var exchange = new LoneExchange(stream: true, time: clock);
        await exchange.BeginAsync(LoneExchange.Says("text/event-stream", body));

        var pumping = exchange.PumpAsync();

        Assert.That(await exchange.ReadSomeAsync(), Does.Contain("image_generation.partial_image"));
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.That(await exchange.ReadSomeAsync(), Is.EqualTo(": heartbeat\n\n"));
        Assert.That(exchange.Pool.OutstandingOf(Piece), Is.Zero);
        silence.SetResult();
        Assert.That(await exchange.ReadToEndAsync(), Does.Contain(RawAnswer.Pixel));
        await pumping.WaitAsync(Patience.Long);
        await exchange.EndAsync();
    }

    [Test]
    public async Task Read_InsideAPictureThatComesFast_NeedsNoPieceOfItsOwn([Values] bool stream)
    {
        var body = stream ? EventOf(Picture) : Json(Picture);
        await using var exchange = new LoneExchange(stream: stream);

        var answer = await exchange.RunAsync(LoneExchange.Says(stream ? "text/event-stream" : "application/json", new ScriptedBody(body)));

        Assert.That(answer, Does.Contain(Picture));
        // The first ones, until the client's pipe is known, and the last: sixteen pieces were read.
        Assert.That(exchange.Pool.RentsOf(Piece), Is.LessThanOrEqualTo(4));
        await exchange.EndAsync();
    }

    [Test]
    public async Task Read_PictureComesInDrops_LeavesNoRoomUnusedInTheClientsPipe()
    {
        const int Drop = 1000;
        const int Drops = 100;
        List<object> steps = [];
        Queue<TaskCompletionSource> silences = [];
        var json = Json(Picture);
        for (var at = 0; at < Drops * Drop; at += Drop)
        {
            silences.Enqueue(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            steps.AddRange(json[at..(at + Drop)], silences.Last().Task);
        }
        steps.Add(json[(Drops * Drop)..]);
        var body = new ScriptedBody([.. steps]) { Waiting = _ => silences.Dequeue().SetResult() };
        await using var exchange = new LoneExchange();

        var answer = await exchange.RunAsync(LoneExchange.Says("application/json", body));

        Assert.That(answer, Does.Contain(Picture));
        Assert.That(exchange.Pool.RentsOf(Piece), Is.GreaterThanOrEqualTo(Drops), "a piece for each drop, copied behind the one before");
        await exchange.EndAsync();
    }

    private static byte[] EventOf(string picture) => Encoding.UTF8.GetBytes(
        $$"""
        event: image_generation.completed
        data: {"type":"image_generation.completed","created_at":1,"b64_json":"{{picture}}"}


        """);

    private static byte[] Json(string picture) => Encoding.UTF8.GetBytes($$"""{"created":1,"data":[{"b64_json":"{{picture}}"}]}""");
}
