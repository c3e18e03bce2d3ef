using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Writes the body of the images route (docs/providers/openrouter.md, "Request"). Members outside the contract (<c>provider</c>, <c>session_id</c>,
/// <c>trace</c>) are sent unchanged.
/// </summary>
internal static class ImagesBody
{
    public static void Write(BodyWriter body, ProviderCall call, OpenRouterRow row)
    {
        body.Text("model", call.Model);
        body.Text("prompt", call.Request.Prompt);
        body.Number("n", call.Count);
        WriteShape(body, call, row);
        body.Text("quality", OpenRouterValues.Quality(call));
        body.Text("background", OpenRouterValues.Background(call));
        body.Text("output_format", OpenRouterValues.Format(call));
        body.Number("output_compression", call.Sent(ImageParameters.OutputCompression, call.Request.OutputCompression));
        body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
        body.Text("user", call.Sent(ImageParameters.User, call.Request.User));
        if (call.Request.Inputs.Count > 0)
            body.Array("input_references", writer => InputReferences.Write(body, writer, call));
        if (call.Streams)
            body.Flag("stream", true);
        body.Extras(call);
    }

    // The server answers 400 when a size contradicts a ratio or a tier beside it. The size is more precise, so the others are dropped.
    private static void WriteShape(BodyWriter body, ProviderCall call, OpenRouterRow row)
    {
        if (Shape.SizeOf(call) is not { } size)
        {
            body.Text("aspect_ratio", row.Shape.Choose(call).Ratio);
            body.Text("resolution", OpenRouterValues.Tier(call, row.Tiers));
            return;
        }
        body.Text("size", size.ToString());
        Leave("aspect_ratio", call.Sent(ImageParameters.AspectRatio, call.Request.AspectRatio));
        Leave("resolution", call.Sent(ImageParameters.Resolution, call.Request.Resolution));

        void Leave(string name, string? asked)
        {
            if (OpenRouterValues.Said(asked) is not null)
                call.Report.Drop(name, asked, "size wins over it");
        }
    }
}
