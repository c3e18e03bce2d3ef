using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Checks a request against a model's capabilities before anything is sent: which members are dropped, and whether the answer has another form.
/// Nothing is dropped without a report.
/// </summary>
internal static class CapabilityCheck
{
    /// <summary>
    /// What the installation's choice for URLs means for one call. It matters only when the client asks for a URL and the model gives none; a store takes
    /// what comes without one.
    /// </summary>
    public static UrlDelivery DeliveryOf(UrlDelivery policy, ImageRequest request, ModelCapabilities capabilities) =>
        request.ResponseFormat == ResponseForm.Url && (!capabilities.GivesUrl || policy == UrlDelivery.Store) ? policy : UrlDelivery.Base64;

    /// <summary>Checks the call against its capabilities.</summary>
    /// <param name="call">The call.</param>
    /// <param name="strict">True refuses a member that would otherwise be dropped.</param>
    /// <param name="context">Tells how to handle a URL; receives warnings and changes.</param>
    /// <returns>The reason to refuse the call, or null.</returns>
    public static ImageError? Judge(ProviderCall call, bool strict, AnswerContext context)
    {
        var request = call.Request;
        var capabilities = call.Capabilities;
        if (request.Inputs.Count == 0 && !capabilities.Generates)
            return CannotDraw(call.Model, context);
        if (capabilities.Retired is { } retired && retired.HasCome(context.UnixSeconds))
        {
            var model = ShortText.Cut(call.Model);
            context.Warn(new ImageWarning("model_retired", retired.Describe(context.Provider, model), "model", model, retired.Replacement));
        }
        // JudgeForm checks the form; a count above the model's maximum becomes several calls.
        var untaken = request.Given & ~capabilities.Accepts & ~(ImageParameters.ResponseFormat | ImageParameters.N);
        // Pictures were moved out of their member; what is left of them is for a model that reads none.
        if (request.Inputs.Count > 0)
            untaken &= ~ImageParameters.InputImages;
        else if (request.InputImages is null)
            untaken |= request.Given & ImageParameters.InputImages;
        if (request.LooseSize is { } loose && LooseSizes.Judge(call, loose, ref untaken, context) is { } refusal)
            return refusal;
        foreach (var member in RequestMembers.All)
        {
            if ((untaken & member.Flag) == 0)
                continue;
            if (strict)
                return Unsupported(member.Name, call.Model, context);
            new ParameterReport(context).Drop(member.Name, member.TextOf(request), "the model does not take it");
        }
        return JudgeForm(call, strict, context);
    }

    /// <summary>
    /// Adds the end of the model to a failure that says that there is no such model: the provider itself does not tell what to use instead.
    /// </summary>
    public static ImageError Explain(ImageError error, ModelCapabilities capabilities, string model, AnswerContext context) =>
        capabilities.Retired is { } retired && retired.HasCome(context.UnixSeconds) && (error.Status is 404 or 410 || error.Code == "model_not_found")
            ? error with { Message = $"{error.Message} {retired.Describe(context.Provider, ShortText.Cut(model))}" }
            : error;

    /// <summary>The refusal of a member that a strict installation does not drop.</summary>
    public static ImageError Unsupported(string param, string model, AnswerContext context) => ImageError.Invalid(
        $"'{param}' is not supported by model '{model}' of provider '{context.Provider}'. Leave it out, or ask without strictness (Images.Strict, or this request's own header) to have it dropped with a warning.",
        param,
        "unsupported_parameter");

    private static ImageError CannotDraw(string model, AnswerContext context) => ImageError.Invalid(
        $"Model '{model}' of provider '{context.Provider}' changes pictures and draws none from a prompt alone.", "model", "unsupported_operation");

    private static ImageError? JudgeForm(ProviderCall call, bool strict, AnswerContext context)
    {
        if (call.Request.ResponseFormat != ResponseForm.Url || call.Capabilities.GivesUrl)
            return null;
        var delivery = context.UrlDelivery;
        if (delivery == UrlDelivery.Reject || (strict && delivery == UrlDelivery.Base64))
        {
            return ImageError.Invalid(
                $"Model '{call.Model}' of provider '{context.Provider}' returns base64 only. Ask for response_format 'b64_json'.",
                "response_format",
                "unsupported_parameter");
        }
        if (delivery == UrlDelivery.Base64)
        {
            context.Convert(new ParameterChange("response_format", "url", "b64_json", "the model returns base64 only"));
            context.Warn(new ImageWarning(
                "response_format_mismatch", "The model returns base64 only: the picture is in b64_json.", "response_format", "url", "b64_json"));
        }
        return null;
    }
}
