using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.AzureMai;

/// <summary>Writes <c>images/generations</c>, JSON, and <c>images/edits</c>, a form (docs/providers/azure-mai.md, "Request" and "Edits").</summary>
internal static class AzureMaiRequest
{
    private const string Version = "mai/v1";

    public static ProviderRequest Create(ProviderCall call)
    {
        // All pictures are PNG: any other format is reported.
        _ = call.Format();
        return call.Request.Inputs.Count == 0 ? Generation(call) : Edit(call);
    }

    private static ProviderRequest Generation(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, Version, "images/generations"),
        Body = BodyWriter.Write(call, static (body, call) =>
        {
            var size = call.Capabilities.Shape.Choose(call).Size;
            body.Text("model", call.Model);
            body.Text("prompt", call.Request.Prompt);
            body.Number("width", size?.Width);
            body.Number("height", size?.Height);
            body.Extras(call);
        }),
    };

    private static ProviderRequest Edit(ProviderCall call)
    {
        DropShape(call);
        var form = new FormWriter();
        form.Text("model", call.Model);
        form.Text("prompt", call.Request.Prompt);
        foreach (var input in call.Request.Inputs)
            form.Picture("image", input, "image");
        form.Extras(call);
        var (body, contentType) = form.Finish();
        return new() { Uri = AddressPath.Join(call.Address, Version, "images/edits"), Body = body, ContentType = contentType };
    }

    private static void DropShape(ProviderCall call)
    {
        const string Reason = "the service chooses an edit's size by the picture";
        if (call.Sends(Size) && call.Request.Size is { IsAuto: false } size)
            call.Report.Drop("size", size.ToString(), Reason);
        if (call.Sends(AspectRatio))
            call.Report.Drop("aspect_ratio", call.Request.AspectRatio, Reason);
        if (call.Sends(Resolution))
            call.Report.Drop("resolution", call.Request.Resolution, Reason);
    }
}
