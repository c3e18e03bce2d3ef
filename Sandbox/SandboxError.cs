using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Iris.Sandbox;

/// <summary>A failure in OpenAI's shape: a status, and the members of its <c>error</c> object.</summary>
/// <param name="Status">400..599.</param>
/// <param name="Message">For a person.</param>
/// <param name="Type">The kind of failure, for example <c>invalid_request_error</c>.</param>
/// <param name="Code">What a program branches on; null where OpenAI sends null.</param>
/// <param name="Param">The request's member at fault; null when there is none.</param>
/// <param name="Moderation">Adds <c>moderation_details</c>, as OpenAI does for a refused prompt.</param>
internal sealed record SandboxError(int Status, string Message, string Type, string? Code, string? Param = null, bool Moderation = false)
{
    private const string Invalid = "invalid_request_error";

    /// <summary>The failure in the middle of a stream, whose status has long been 200.</summary>
    public static SandboxError Failed { get; } = new(500, "Image generation failed", "image_generation_server_error", "image_generation_failed");

    /// <summary>The prompt was refused.</summary>
    public static SandboxError Moderated { get; } = new(
        400,
        "Your request was rejected by the safety system. If you believe this is an error, contact the sandbox: safety_violations=[violence].",
        "image_generation_user_error",
        "moderation_blocked",
        Moderation: true);

    /// <summary>A member of the request has a value that is not allowed.</summary>
    public static SandboxError Value(string param, string message, string code = "invalid_value") => new(400, message, Invalid, code, param);

    /// <summary>The body is not what the route reads.</summary>
    public static SandboxError Body(string message) => new(400, message, Invalid, null);

    /// <summary>A method that the route does not have.</summary>
    public static SandboxError Method(string method) => new(405, $"Not allowed to {method} here; the sandbox takes POST.", Invalid, "method_not_supported");

    /// <summary>A model the sandbox does not have.</summary>
    public static SandboxError Model(string model) => new(
        404,
        $"The model `{model}` does not exist or you do not have access to it. The sandbox has one model: `{SandboxBehaviour.Model}`.",
        Invalid,
        "model_not_found");

    /// <summary>The failure OpenAI would send with a status, for the suffix <c>status=</c>.</summary>
    /// <param name="status">400..599.</param>
    public static SandboxError For(int status) => status switch
    {
        400 => new(status, "The request was refused, as the model's suffix asks for.", Invalid, "invalid_value"),
        401 => new(status, "Incorrect API key provided: sandbox. You can find your API key nowhere: the sandbox needs none.", Invalid, "invalid_api_key"),
        403 => new(status, "Your organization must be verified to use this model.", Invalid, "insufficient_permissions"),
        404 => new(status, "The model does not exist or you do not have access to it.", Invalid, "model_not_found"),
        408 => new(status, "The request took too long.", "timeout", "request_timeout"),
        409 => new(status, "The request conflicts with another one.", Invalid, "conflict"),
        413 => new(status, "The request is too large.", Invalid, "request_too_large"),
        429 => new(status, "Rate limit reached for images per minute. Please try again later.", "requests", "rate_limit_exceeded"),
        503 => new(status, "The engine is currently overloaded, please try again later.", "server_error", "service_unavailable"),
        >= 500 => new(status, "The server had an error while processing your request. Sorry about that!", "server_error", null),
        _ => new(status, $"The request was refused with {status}, as the model's suffix asks for.", Invalid, null),
    };

    /// <summary>The answer that carries this error.</summary>
    /// <param name="retryAfter">Seconds for the header of that name; null for no header.</param>
    public HttpResponseMessage ToResponse(int? retryAfter)
    {
        var content = new ByteArrayContent(ToJson(null));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)Status) { Content = content };
        if (retryAfter is { } seconds)
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return response;
    }

    /// <summary><c>{"error":{…}}</c>, with a leading <c>"type"</c> when it is a stream's event.</summary>
    public byte[] ToJson(string? eventType)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (eventType is not null)
                json.WriteString("type", eventType);
            json.WriteStartObject("error");
            json.WriteString("message", Message);
            json.WriteString("type", Type);
            json.WriteString("param", Param);
            json.WriteString("code", Code);
            if (Moderation)
            {
                json.WriteStartObject("moderation_details");
                json.WriteString("moderation_stage", "input");
                json.WriteStartArray("categories");
                json.WriteStringValue("violence");
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
