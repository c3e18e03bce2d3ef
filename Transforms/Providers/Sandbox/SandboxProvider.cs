using System.Globalization;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>
/// The provider inside the gateway, for first calls and for testing applications. It speaks OpenAI's wire format, so that the gateway's code runs
/// as with a real provider.
/// </summary>
internal sealed class SandboxProvider : ImageProvider
{
    private const string Unbounded = "none";

    /// <inheritdoc/>
    public override string Name => "sandbox";
    /// <inheritdoc/>
    public override string TelemetryName => "iris.sandbox";
    /// <inheritdoc/>
    public override bool NeedsKey => false;
    /// <inheritdoc/>
    internal override PriceTable Prices => PriceTable.Free;
    /// <inheritdoc/>
    public override bool RunsInside => true;
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("MostDelay") { IsOptional = true, Check = CheckDelay },
        new("MostPixels") { IsOptional = true, Check = CheckPixels },
    ];
    /// <summary>The model without the suffixes that say how a call is to go.</summary>
    public override string ModelLabel(string model) => model.IndexOf('~', StringComparison.Ordinal) is var suffix and >= 0 ? model[..suffix] : model;

    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;
    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => SandboxModels.Rows;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => call.Request.Inputs.Count > 0
        ? ImagesEditWriter.Create(call, UriOf(call, ImagesEditWriter.Path(call.Request)), call.Model)
        : ImagesRequestWriter.Create(call, UriOf(call, "images/generations"), call.Model);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(call, contentType, sink, ReadError, new SandboxMemberMap(sink.Context));

    private static Uri UriOf(ProviderCall call, string path) => AddressPath.Join(call.Address, "v1", path + Bounds(call.Settings));

    // The destination's bounds are sent in the query, which a client cannot write to.
    private static string Bounds(IReadOnlyDictionary<string, string> settings)
    {
        string? delay = settings.GetValueOrDefault("MostDelay"), pixels = settings.GetValueOrDefault("MostPixels");
        return delay is null && pixels is null ? "" : $"?most-delay={Uri.EscapeDataString(delay ?? "")}&most-pixels={Uri.EscapeDataString(pixels ?? "")}";
    }

    private static string? CheckDelay(string value) =>
        value == Unbounded || (TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var delay) && delay >= TimeSpan.Zero)
            ? null
            : $"is neither hh:mm:ss nor \"{Unbounded}\"";

    private static string? CheckPixels(string value) =>
        value == Unbounded || long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"is neither a whole number nor \"{Unbounded}\"";
}
