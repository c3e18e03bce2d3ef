using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>A provider whose model draws one picture a call, asked for three; the test answers each call when it pleases.</summary>
internal static class FanOut
{
    /// <summary>The model takes one picture a call.</summary>
    public const string Ask = """{"model":"openai/one-a-call","prompt":"a fox","n":3,"response_format":"b64_json"}""";
    /// <summary>The same as a stream.</summary>
    public const string AskStream = """{"model":"openai/one-a-call","prompt":"a fox","n":3,"response_format":"b64_json","stream":true}""";

    /// <summary>A provider that says nothing by itself.</summary>
    public static RawProvider Waiting() => RawProvider.Start(_ => Task.CompletedTask);

    /// <summary>The three calls, once all are there; none has been answered by then.</summary>
    public static async Task<RawConnection[]> ThreeAsync(this RawProvider provider) =>
        [await provider.ArrivalAsync(), await provider.ArrivalAsync(), await provider.ArrivalAsync()];

    /// <summary>An answer with one picture that bears a name.</summary>
    public static string Picture(string name) => RawAnswer.Whole(200, Body(name));

    /// <summary>The same as a body.</summary>
    public static string Body(string name) => $$$"""
        {"created":1,"data":[{"b64_json":"{{{RawAnswer.Pixel}}}","revised_prompt":"{{{name}}}"}],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}
        """;

    /// <summary>A failure after which the connection is not used again.</summary>
    public static string Failure(int status) =>
        RawAnswer.Whole(status, $$$"""{"error":{"message":"provider says {{{status}}}","type":"some_type"}}""", "Connection: close");

    /// <summary>Reads on until a text has come.</summary>
    public static async Task ReadUntilAsync(this Stream stream, StringBuilder all, string text)
    {
        var buffer = new byte[64 * 1024];
        while (!all.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Long);
            if (read == 0)
                throw new IOException($"ended before '{text}': {all}");
            all.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }

    /// <summary>Reads the rest.</summary>
    public static async Task<JsonObject> ReadRestAsync(this Stream stream, StringBuilder all)
    {
        using var reader = new StreamReader(stream);
        all.Append(await reader.ReadToEndAsync().WaitAsync(Patience.Long));
        return JsonNode.Parse(all.ToString())!.AsObject();
    }

    /// <summary>The names of an answer's pictures, in their order.</summary>
    public static string[] Names(this JsonObject answer) => [.. answer["data"]!.AsArray().Select(item => (string)item!["revised_prompt"]!)];

    /// <summary>The codes of an answer's warnings; that a model has no price is no concern here.</summary>
    public static string[] Warnings(this JsonObject answer) =>
        [.. (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!).Where(code => code != "price_unknown")];
}
