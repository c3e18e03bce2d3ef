using System.Globalization;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>What an installation does when a URL is asked of a provider that gives base64 only (<c>Images.Url</c>).</summary>
public enum UrlPolicy
{
    /// <summary>Answer base64 and say so.</summary>
    Base64,
    /// <summary>Refuse with 400.</summary>
    Reject,
    /// <summary>Answer a <c>data:</c> URL.</summary>
    DataUrl,
}

/// <summary>
/// Holds a request against a model's capabilities before anything is sent: what is left out, what is answered in
/// another form. Nothing is dropped without a report.
/// </summary>
public static class ProviderPlan
{
    /// <summary>Reports into <paramref name="context"/> and says how a URL is delivered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="policy">The installation's choice for URLs.</param>
    /// <param name="strict">True: a member that would be dropped is refused instead.</param>
    /// <param name="context">Receives warnings and changes.</param>
    /// <returns>Why the call must not be made, or null.</returns>
    public static ImageError? Judge(ProviderCall call, UrlPolicy policy, bool strict, AnswerContext context)
    {
        var request = call.Request;
        var capabilities = call.Capabilities;
        // The form is judged below; a count beyond the model's becomes several calls.
        var untaken = request.Given & ~capabilities.Accepts & ~(ImageParameters.ResponseFormat | ImageParameters.N);
        foreach (var (parameter, name) in ImageParameterNames.All)
        {
            if ((untaken & parameter) == 0)
                continue;
            if (strict)
                return Unsupported(name, call.Model, context);
            new ParameterReport(context).Drop(name, ValueOf(request, parameter), "the model does not take it");
        }
        return JudgeForm(call, policy, strict, context);
    }

    /// <summary>What a strict installation answers to a member that would have been dropped.</summary>
    public static ImageError Unsupported(string param, string model, AnswerContext context) => ImageError.Invalid(
        $"'{param}' is not supported by model '{model}' of provider '{context.Provider}'. Leave it out, or set Images.Strict to false to have it dropped with a warning.",
        param,
        "unsupported_parameter");

    private static ImageError? JudgeForm(ProviderCall call, UrlPolicy policy, bool strict, AnswerContext context)
    {
        if (call.Request.ResponseFormat != ResponseForm.Url || call.Capabilities.GivesUrl)
            return null;
        if (policy == UrlPolicy.Reject || (strict && policy == UrlPolicy.Base64))
        {
            return ImageError.Invalid(
                $"Model '{call.Model}' of provider '{context.Provider}' returns base64 only. Ask for response_format 'b64_json'.",
                "response_format",
                "unsupported_parameter");
        }
        if (policy == UrlPolicy.Base64)
        {
            context.Convert(new ParameterChange("response_format", "url", "b64_json", "the model returns base64 only"));
            context.Warn(new ImageWarning(
                "response_format_mismatch", "The model returns base64 only: the picture is in b64_json.", "response_format", "url", "b64_json"));
        }
        return null;
    }

    private static string? ValueOf(ImageRequest request, ImageParameters parameter) => parameter switch
    {
        ImageParameters.N => request.N?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.Size => request.Size?.ToString(),
        ImageParameters.Quality => request.Quality,
        ImageParameters.Style => request.Style,
        ImageParameters.Background => request.Background,
        ImageParameters.Moderation => request.Moderation,
        ImageParameters.OutputFormat => request.OutputFormat,
        ImageParameters.OutputCompression => request.OutputCompression?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.PartialImages => request.PartialImages?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.Seed => request.Seed?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.NegativePrompt => request.NegativePrompt,
        ImageParameters.NumInferenceSteps => request.NumInferenceSteps?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.AspectRatio => request.AspectRatio,
        ImageParameters.Resolution => request.Resolution,
        ImageParameters.User => request.User,
        ImageParameters.SafetyIdentifier => request.SafetyIdentifier,
        ImageParameters.Complexity => request.Complexity,
        ImageParameters.FrameCount => request.FrameCount?.ToString(CultureInfo.InvariantCulture),
        ImageParameters.FrameDurationMs => request.FrameDurationMs?.ToString(CultureInfo.InvariantCulture),
        // Structured values may be large, and the client knows what it sent.
        _ => null,
    };
}
