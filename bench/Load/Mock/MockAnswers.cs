using System.Collections.Concurrent;
using System.Text;

namespace Iris.Bench.Load.Mock;

/// <summary>A prepared answer; each part is flushed separately.</summary>
/// <param name="ContentType">The media type.</param>
/// <param name="Parts">The body: one part, or one for each event.</param>
/// <param name="Stamps">The place for the time of sending in each part of a stream; empty for a plain answer.</param>
internal sealed record MockAnswer(string ContentType, byte[][] Parts, int[] Stamps)
{
    public long Length => Parts.Sum(part => (long)part.Length);
}

/// <summary>Creates each answer once; all connections send the same bytes.</summary>
internal static class MockAnswers
{
    /// <summary>The number of events of a stream: three previews with an eighth of the size each, and the finished picture.</summary>
    public const int Events = 4;

    private static readonly ConcurrentDictionary<(MockForm, int), Lazy<MockAnswer>> Made = new();

    public static MockAnswer Get(MockForm form, int size) =>
        Made.GetOrAdd((form, size), key => new Lazy<MockAnswer>(() => Make(key.Item1, key.Item2))).Value;

    private static MockAnswer Make(MockForm form, int size) => form switch
    {
        MockForm.Bytes => new("image/png", [Pictures.Png(size)], []),
        MockForm.OpenAIJson => new("application/json", [Join(
            """{"created":1764000000,"background":"opaque","data":[{"b64_json":""" + "\"",
            Pictures.Base64Text(size),
            "\"}]," + OpenAIRest + "}")], []),
        MockForm.GeminiJson => new("application/json; charset=UTF-8", [Join(
            """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":""" + "\"",
            Pictures.Base64Text(size),
            "\"}}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}]," + GeminiRest + "}")], []),
        MockForm.OpenAIEvents => Stream(size, OpenAIEvent),
        _ => Stream(size, GeminiEvent),
    };

    private const string OpenAIRest =
        """
        "output_format":"png","quality":"high","size":"1024x1024","usage":{"input_tokens":50,"input_tokens_details":{"image_tokens":0,"text_tokens":50},"output_tokens":4160,"total_tokens":4210}
        """;

    private const string GeminiRest =
        """
        "usageMetadata":{"promptTokenCount":50,"candidatesTokenCount":1290,"totalTokenCount":1340},"modelVersion":"gemini-2.5-flash-image","responseId":"bench"
        """;

    private static MockAnswer Stream(int size, Func<int, byte[], byte[]> makeEvent)
    {
        var preview = Pictures.Base64Text(size / 8);
        var parts = new byte[Events][];
        for (var i = 0; i < Events - 1; i++)
            parts[i] = makeEvent(i, preview);
        parts[^1] = makeEvent(Events - 1, Pictures.Base64Text(size - (size / 8 * 3)));
        return new("text/event-stream", parts, [.. parts.Select(part => part.AsSpan().IndexOf(Pictures.StampMark))]);
    }

    private static byte[] OpenAIEvent(int index, byte[] picture) => index < Events - 1
        ? Join(
            $$"""
            event: image_generation.partial_image
            data: {"type":"image_generation.partial_image","partial_image_index":{{index}},"b64_json":"
            """,
            picture,
            "\",\"created_at\":1764000000,\"size\":\"1024x1024\",\"quality\":\"high\",\"background\":\"opaque\",\"output_format\":\"png\"}\n\n")
        : Join(
            """
            event: image_generation.completed
            data: {"type":"image_generation.completed","b64_json":"
            """,
            picture,
            "\",\"created_at\":1764000000,\"background\":\"opaque\"," + OpenAIRest + "}\n\n");

    // Previews are parts with the flag "thought".
    private static byte[] GeminiEvent(int index, byte[] picture) => Join(
        """data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":""" + "\"",
        picture,
        index < Events - 1
            ? "\"},\"thought\":true}],\"role\":\"model\"},\"index\":0}]," + GeminiRest + "}\n\n"
            : "\"}}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}]," + GeminiRest + "}\n\n");

    private static byte[] Join(string before, byte[] picture, string after) =>
        [.. Encoding.ASCII.GetBytes(before), .. picture, .. Encoding.ASCII.GetBytes(after)];
}
