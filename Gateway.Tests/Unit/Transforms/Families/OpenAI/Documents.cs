using Iris.Gateway.Tests.Unit.Transforms.Answers;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>Answers as providers send them, good and bad, small enough to be tried at every byte.</summary>
internal static class Documents
{
    private static readonly string A = Pictures.Png(1024, 1024, 30);
    private static readonly string B = Pictures.Jpeg(640, 480)[..40];

    /// <summary>Plain answers with at least one picture.</summary>
    public static Dictionary<string, string> Json { get; } = new()
    {
        ["gpt-image"] = $$$"""
            {"created":1763800000,"background":"opaque","output_format":"png","quality":"medium","size":"1536x1024",
             "data":[{"b64_json":"{{{A}}}"}],
             "usage":{"input_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40},
                      "output_tokens":1568,"output_tokens_details":{"image_tokens":1568,"text_tokens":0},"total_tokens":1618},
             "safety_identifier":null}
            """,
        ["dall-e-3"] = """{"created":1698342300,"data":[{"url":"https:\/\/x.blob/y?sig=a%2Bb","revised_prompt":"a \"kite\" \ud83e\ude81 é"}]}""",
        ["azure annotations"] = $$$"""
            {"created":1,"data":[{"prompt_filter_results":{"sexual":{"severity":"safe","filtered":false},"custom_blocklists":[]},
             "b64_json":"{{{A}}}","content_filter_results":{"hate":{"severity":"safe"} } }]}
            """,
        ["two pictures, data first"] = $$$"""{"data":[{"b64_json":"{{{A}}}","index":7},{"revised_prompt":"z","b64_json":"{{{B}}}"}],"created":1e3,"n\u0065w":{"a":[1.50,{}],"b":"\/"}}""",
        ["no created, nulls"] = $$$"""{"created":null,"size":null,"usage":null,"data":[{"url":null,"b64_json":"{{{A.Replace("/", "\\/", StringComparison.Ordinal)}}}","x":null}]}""",
        ["byte order mark"] = $$$"""{{{'\uFEFF'}}}{"data":[{"b64_json":"{{{A}}}"}]}""",
        ["empty item between"] = $$$"""{"data":[{},{"b64_json":"{{{A}}}"},{"b64_json":""},{"b64_json":null},{"b64_json":5},{"url":""}]}""",
    };

    /// <summary>Streams with at least one finished picture.</summary>
    public static Dictionary<string, string> Sse { get; } = new()
    {
        ["partial and completed"] = $$$"""
            event: image_generation.partial_image
            data: {"type":"image_generation.partial_image","b64_json":"{{{B}}}","created_at":1763800000,"size":"1024x1024","quality":"high","background":"opaque","output_format":"png","partial_image_index":0}

            event: image_generation.completed
            data: {"type":"image_generation.completed","b64_json":"{{{A}}}","created_at":1763800003,"size":"1024x1024","quality":"high","usage":{"input_tokens_details":{"text_tokens":50,"image_tokens":0},"total_tokens":100,"input_tokens":50,"output_tokens":50}}


            """,
        ["data lines only"] = $$$"""
            data: {"type":"image_generation.partial_image","b64_json":"{{{B}}}"}

            data: {"b64_json":"{{{A}}}","sequence_number":12,"type":"image_generation.completed"}

            data: [DONE]


            """,
        ["event line last, multi-line data, comments"] = $$$"""
            : keep-alive

            data: {"b64_json":"{{{A}}}",
            data:  "size":"1x1"}
            event: image_generation.completed
            id: 5

            : keep-alive

            """,
        ["unknown events"] = $$$"""
            event: ping
            data: {"b64_json":"AAAA"}

            event: image_generation.in_progress
            data: {"type":"image_generation.in_progress"}

            event: message
            data: {"b64_json":"{{{A}}}","type":"image_edit.completed","error":null}


            """,
        ["carriage returns, unfinished end"] = $$$"""event: image_generation.completed{{{"\r\n"}}}data:{"type":"image_generation.completed","url":"https:\/\/x\/y"}{{{"\r\n"}}}""",
    };

    /// <summary>Streams that fail, with what the client is told.</summary>
    public static Dictionary<string, string> Failing { get; } = new()
    {
        ["typed error"] = """
            event: error
            data: {"type":"error","error":{"type":"image_generation_server_error","code":"image_generation_failed","message":"Image generation failed","param":null}}


            """,
        ["flat error"] = """data: {"message":"slow down","code":"rate_limit_exceeded","type":"error"}""" + "\n\n",
        ["error after a partial"] = $$$"""
            event: image_generation.partial_image
            data: {"b64_json":"{{{B}}}","partial_image_index":0}

            event: error
            data: {"error":{"type":"image_generation_user_error","code":"moderation_blocked","message":"no",
            data: "moderation_details":{ "moderation_stage" : "output",
            data: "categories":["violence"] } } }


            """,
        ["error inside a picture's event"] = $$$"""data: {"b64_json":"{{{B}}}","error":{"message":"late","code":500}}""" + "\n\n",
        ["no completed event"] = $$$"""
            event: image_generation.partial_image
            data: {"b64_json":"{{{B}}}"}


            """,
        ["only keep-alives"] = ": hello\n\n",
        ["empty completed"] = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"\"}\n\n",
        ["torn picture"] = $$$"""event: image_generation.completed{{{"\n"}}}data: {"type":"image_generation.completed","b64_json":"{{{B}}}""",
        ["not an object"] = "data: [1]\n\n",
        ["blank line inside data"] = "data: {\"b64_json\":\"" + B + "\n\n\"}\n\n",
    };
}
