using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Holds a request against a model's capabilities before anything is sent: what is left out, what is answered in
/// another form. Nothing is dropped without a report.
/// </summary>
internal static class ProviderPlan
{
    /// <summary>What an installation's choice for URLs means for one call: nothing, unless a URL is asked of a model that gives none.</summary>
    public static UrlDelivery DeliveryOf(UrlDelivery policy, ImageRequest request, ModelCapabilities capabilities) =>
        request.ResponseFormat == ResponseForm.Url && !capabilities.GivesUrl ? policy : UrlDelivery.Base64;

    /// <summary>Holds the call against its capabilities.</summary>
    /// <param name="call">The call.</param>
    /// <param name="strict">True: a member that would be dropped is refused instead.</param>
    /// <param name="context">Says what is done about a URL; receives warnings and changes.</param>
    /// <returns>Why the call must not be made, or null.</returns>
    public static ImageError? Judge(ProviderCall call, bool strict, AnswerContext context)
    {
        var request = call.Request;
        var capabilities = call.Capabilities;
        // The form is judged below; a count beyond the model's becomes several calls.
        var untaken = request.Given & ~capabilities.Accepts & ~(ImageParameters.ResponseFormat | ImageParameters.N);
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

    /// <summary>What a strict installation answers to a member that would have been dropped.</summary>
    public static ImageError Unsupported(string param, string model, AnswerContext context) => ImageError.Invalid(
        $"'{param}' is not supported by model '{model}' of provider '{context.Provider}'. Leave it out, or set Images.Strict to false to have it dropped with a warning.",
        param,
        "unsupported_parameter");

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
