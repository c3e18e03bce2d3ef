using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>
/// The counts of an answer so far. It counts pictures, measures each by its own first bytes, and compares the result with the request. An
/// <see cref="ImageSink"/> writes it, an <see cref="AnswerForm"/> reads it.
/// </summary>
public sealed class AnswerTally(AnswerContext context)
{
    private bool _hasUrl;
    private bool _hasBase64;
    private AnswerBill _bill;
    private int _imagesOfEndedCalls;
    // Of the base64 characters, those that stand for no byte.
    private long _padding;
    // Set at the end.
    private Cost? _final;

    /// <summary>Who serves the call, what the client asked for, and what differs.</summary>
    public AnswerContext Context { get; } = context;
    /// <summary>The format and size of the latest picture, read from its first bytes.</summary>
    internal ImageProbe Probe { get; } = new();
    /// <summary>The kind of the latest picture.</summary>
    public ImageKind Kind { get; private set; }
    /// <summary>Finished pictures so far.</summary>
    public int Images { get; private set; }
    /// <summary>Partial pictures so far.</summary>
    public int Partials { get; private set; }
    /// <summary>Base64 characters of finished pictures so far.</summary>
    public long Base64Length { get; private set; }
    /// <summary>Bytes of finished pictures so far, of those that came in base64.</summary>
    public long PictureBytes => (Base64Length / 4 * 3) - _padding;
    /// <summary>The token counts, when the provider sends them; of several calls their sum.</summary>
    public TokenUsage? Usage => _bill.Usage;
    /// <summary>What the calls say of their cost.</summary>
    internal ref readonly AnswerBill Bill => ref _bill;
    /// <summary>The calls that have delivered: those that have ended, and one whose pictures have come already.</summary>
    internal int Delivering => _bill.Calls + (Images > _imagesOfEndedCalls ? 1 : 0);
    /// <summary>The width and height of the latest picture, in pixels; 0 when its first bytes do not tell.</summary>
    internal (int Width, int Height) Latest => (Probe.Width, Probe.Height);
    /// <summary>What the answer has cost, as far as it has come.</summary>
    internal Cost Cost => _final ?? Context.Pricing?.Settle(this) ?? default;

    /// <summary>The seed that the provider reports for the latest picture; null for none.</summary>
    internal CallSeed? ImageSeed { get; set; }

    /// <summary>What the answer has cost, for the answer itself, which warns when that is unknown; null where nobody asks.</summary>
    internal Cost? Settle()
    {
        if (Context.Pricing is not { } pricing)
            return null;
        var cost = Cost;
        if (cost.Usd is null)
        {
            var (provider, model) = (Context.Provider, ShortText.Cut(Context.ResolvedModel));
            Context.Warn(new ImageWarning(
                "price_unknown", $"What model '{model}' of provider '{provider}' costs is unknown: {pricing.Unknown ?? "part of it is on no list"}.", "model", model));
        }
        return cost;
    }

    internal void BeginImage(ImageKind kind)
    {
        ImageSeed = null;
        Kind = kind;
        Probe.Reset();
        _hasUrl = _hasBase64 = false;
    }

    internal void CountBase64(long characters, long padding = 0)
    {
        _hasBase64 = true;
        if (Kind == ImageKind.Partial)
            return;
        Base64Length += characters;
        _padding += padding;
    }

    internal void CountUrl() => _hasUrl = true;

    internal void ReadUsage(ReadOnlySpan<byte> json) => _bill.Note(TokenUsage.Read(json), Context.Pricing?.CostIn(json));

    internal void TellCost(decimal usd)
    {
        if (Context.Pricing?.IsBelievable(usd) == true)
            _bill.Tell(usd);
    }

    internal void EndLeg() => _bill.EndLeg();

    internal void EndCall()
    {
        _bill.EndLeg();
        _bill.EndCall();
        _imagesOfEndedCalls = Images;
    }

    internal void EndImage(ImageKind kind)
    {
        Kind = kind;
        if (kind == ImageKind.Partial)
        {
            Partials++;
            return;
        }
        Images++;
        CompareWithAsked();
        CompareForm();
    }

    internal void End()
    {
        _final = Cost;
        var asked = Context.Request.Count;
        if (Images < asked)
        {
            Context.Warn(new ImageWarning(
                "fewer_images", $"The provider returned {Images} of {asked} images.", "n", asked.ToString(), Images.ToString()));
        }
        else if (Images > asked)
        {
            Context.Warn(new ImageWarning(
                "more_images", $"The provider returned {Images} images where {asked} were asked for.", "n", asked.ToString(), Images.ToString()));
        }
    }

    // Compares the actual picture with the request: another size or format must cause a warning.
    private void CompareWithAsked()
    {
        var request = Context.Request;
        if (request.Size is { IsAuto: false } size && Probe.Width > 0 && (size.Width, size.Height) != (Probe.Width, Probe.Height))
        {
            Context.Warn(new ImageWarning(
                "size_mismatch", "The provider returned another size than asked for.", "size", size.ToString(), $"{Probe.Width}x{Probe.Height}"));
        }
        if (request.OutputFormat is { } format && ImageProbe.Name(Probe.Format) is { } got && !IsSameFormat(format, got))
        {
            Context.Warn(new ImageWarning(
                "format_mismatch", "The provider returned another format than asked for.", "output_format", ShortText.Cut(format), got));
        }
    }

    // Warns a client that gets another form than it asked for: otherwise it cannot know why a member is missing.
    private void CompareForm()
    {
        var (asked, got) = (Context.Request.ResponseFormat, _hasUrl) switch
        {
            (ResponseForm.Base64, true) when !_hasBase64 => ("b64_json", "url"),
            (ResponseForm.Url, false) when Context.UrlDelivery == UrlDelivery.Base64 => ("url", "b64_json"),
            _ => (null, null),
        };
        if (asked is null || Context.Warnings.Any(warning => warning.Code == "response_format_mismatch"))
            return;
        Context.Warn(new ImageWarning(
            "response_format_mismatch", $"The provider delivered the picture as {got}.", "response_format", asked, got));
    }

    private static bool IsSameFormat(string asked, string got) =>
        asked.Equals(got, StringComparison.OrdinalIgnoreCase)
        || (got == "jpeg" && asked.Equals("jpg", StringComparison.OrdinalIgnoreCase));
}
