using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Writes <c>POST v1/conversations</c>. The client's own members (<c>instructions</c>, <c>completion_args</c>, <c>tools</c>, <c>store</c>,
/// <c>agent_id</c>) override the defaults.
/// </summary>
internal static class MistralRequest
{
    // Without instructions models often talk about a picture instead of making it, or make several.
    private const string Instructions =
        "Always call the image generation tool exactly once, with a prompt that keeps every detail of what the user asks for. Never answer with text alone.";

    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "conversations"),
        Body = Write(call),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };

    /// <summary>The URI of a file's bytes.</summary>
    public static Uri FileOf(ProviderCall call, string id) => AddressPath.Join(call.Address, "v1", $"files/{Uri.EscapeDataString(id)}/content");

    private static ProviderBody Write(ProviderCall call) => BodyWriter.Write(body =>
    {
        var isAgent = Says(call, "agent_id");
        // The API accepts either an agent or a model.
        if (!isAgent)
            body.Text("model", call.Model);
        body.Text("inputs", call.Request.Prompt);
        body.Flag("stream", call.Streams);
        if (!Says(call, "store"))
            body.Flag("store", false);
        // An agent has its own tools and instructions.
        if (!isAgent && !Says(call, "tools"))
            body.Raw("tools", """[{"type":"image_generation"}]"""u8);
        if (!isAgent && !Says(call, "instructions"))
            body.Text("instructions", Instructions);
        body.Extras(call);
    });

    private static bool Says(ProviderCall call, string name)
    {
        foreach (RawMember extra in call.Request.Extras)
        {
            if (extra.Name == name && !extra.Json.Span.SequenceEqual("null"u8))
                return true;
        }
        return false;
    }
}
