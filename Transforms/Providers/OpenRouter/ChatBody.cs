using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Writes the body of a chat completion that draws (docs/providers/openrouter.md, "Request"). Members outside the contract are sent unchanged; an
/// <c>image_config</c> among them is merged with the contract's members.
/// </summary>
internal static class ChatBody
{
    public static void Write(BodyWriter body, ProviderCall call, OpenRouterRow row)
    {
        body.Text("model", call.Model);
        body.Array("messages", writer => WriteMessage(body, writer, call));
        if (Extra(call, "modalities") is null)
            body.Raw("modalities", row.Speaks ? """["image","text"]"""u8 : """["image"]"""u8);
        var config = Config(call, row);
        var more = Extra(call, "image_config") is { } extra && extra.Json.Span.StartsWith("{"u8) ? extra : null;
        if (config.Count > 0 || more is not null)
            body.Object("image_config", members => WriteConfig(members, call, config, more));
        if (call.Streams)
            body.Flag("stream", true);
        body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
        body.Text("user", call.Sent(ImageParameters.User, call.Request.User));
        body.Extras(call, member => member != more);
    }

    private static void WriteMessage(BodyWriter body, Utf8JsonWriter writer, ProviderCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        if (call.Request.Inputs.Count == 0)
        {
            writer.WriteString("content"u8, call.Request.Prompt);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, call.Request.Prompt);
            writer.WriteEndObject();
            InputReferences.Write(body, writer, call);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static List<(string Name, string Value)> Config(ProviderCall call, OpenRouterRow row)
    {
        var config = new List<(string, string)>();
        Add("aspect_ratio", row.Shape.Choose(call).Ratio);
        Add("image_size", OpenRouterValues.Tier(call, row.Tiers) ?? TierOfSize(call, row));
        Add("quality", OpenRouterValues.Quality(call));
        Add("background", OpenRouterValues.Background(call));
        Add("output_format", OpenRouterValues.Format(call));
        return config;

        void Add(string name, string? value)
        {
            if (value is not null)
                config.Add((name, value));
        }
    }

    // Every model draws 1K by default, so that tier is not sent. With a ratio from the client the size has already been dropped.
    private static string? TierOfSize(ProviderCall call, OpenRouterRow row)
    {
        var hasRatio = call.Sends(ImageParameters.AspectRatio) && AspectRatios.TryParse(call.Request.AspectRatio, out _, out _);
        if (row.Tiers.Count == 0 || hasRatio || Shape.SizeOf(call) is not { } size)
            return null;
        var tier = ResolutionTier.Of(size);
        if (tier == row.Tiers[0])
            return null;
        call.Report.Convert("size", size.ToString(), $"image_size {tier}", "the model takes a tier and no pixels");
        return tier;
    }

    private static void WriteConfig(BodyWriter body, ProviderCall call, List<(string Name, string Value)> config, RawMember? more)
    {
        foreach (var (name, value) in config)
            body.Text(name, value);
        if (more is null)
            return;
        using var document = JsonDocument.Parse(more.Json);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (body.Has(member.Name))
                call.Report.Drop("image_config", member.Name, "another member of the request says the same");
            else
                body.Raw(member.Name, System.Text.Encoding.UTF8.GetBytes(member.Value.GetRawText()));
        }
    }

    private static RawMember? Extra(ProviderCall call, string name) => call.Request.Extras.FirstOrDefault(extra => extra.Name == name);
}
