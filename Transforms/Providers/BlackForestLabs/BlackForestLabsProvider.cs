using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Requests;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>
/// Black Forest Labs, the makers of FLUX, <c>https://api.bfl.ai/v1/</c> (docs/providers/bfl.md): a picture is ordered, polled until it is ready,
/// and fetched from a signed URL. A poll goes to the cluster that has the order, which is mostly another host. There is no request to cancel an
/// order.
/// </summary>
internal sealed class BlackForestLabsProvider : ImageProvider<BlackForestLabsRow>
{
    public override string Name => "bfl";
    public override string TelemetryName => "black_forest_labs";
    /// <inheritdoc/>
    internal override PriceTable Prices => BlackForestLabsPrices.Table;
    /// <inheritdoc/>
    internal override bool TellsCost => true;
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    public override KeyPlacement Key { get; } = new("x-key", "");
    public override ProviderHosts Hosts { get; } = new() { Sister = ["bfl.ai", "*.bfl.ai"], Delivery = ["bfl.ai", "*.bfl.ai"] };

    public override IReadOnlyList<string> KnownExtras => BlackForestLabsEdits.Members;

    protected override IReadOnlyList<BlackForestLabsRow> Rows => BlackForestLabsModels.Rows;

    protected override ImageError? Refuse(ProviderCall call, BlackForestLabsRow row) => ModelPath.Refuse(call.Model);

    protected override AnswerReader CreateReader(ProviderCall call, BlackForestLabsRow row, string? contentType, ImageSink sink) =>
        new TaskReader(BlackForestLabsTask.Shape, call, sink);

    protected override ProviderRequest CreateRequest(ProviderCall call, BlackForestLabsRow row) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", ModelPath.Segment(call.Model)),
        Body = BodyWriter.Write(body =>
        {
            var shape = row.Shape.Choose(call);
            body.Text("prompt", call.Request.Prompt);
            BlackForestLabsEdits.Write(body, call, row);
            body.Number("width", shape.Size?.Width);
            body.Number("height", shape.Size?.Height);
            body.Text("aspect_ratio", shape.Ratio);
            body.Text("resolution", shape.Tier);
            body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
            body.Number("steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
            body.Text("output_format", call.Format());
            if (call.WantsLowModeration())
                body.Number("safety_tolerance", row.Tolerance);
            body.Extras(call);
        }),
    };
}
