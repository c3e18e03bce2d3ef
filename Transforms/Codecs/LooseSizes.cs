using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>
/// What becomes of a <c>size</c> in a form that the contract does not have (<see cref="LooseSize"/>): the model gets what it means, and the client
/// is told. A model that takes sizes, and not what is meant, names its legal values.
/// </summary>
internal static class LooseSizes
{
    /// <summary>Judges and reports.</summary>
    /// <param name="call">The call.</param>
    /// <param name="loose">The size.</param>
    /// <param name="untaken">The request's members that the model does not take; loses what is reported here.</param>
    /// <param name="context">Receives the report.</param>
    /// <returns>The reason to refuse the call, or null.</returns>
    public static ImageError? Judge(ProviderCall call, LooseSize loose, ref ImageParameters untaken, AnswerContext context)
    {
        var (accepts, shape) = (call.Capabilities.Accepts, call.Capabilities.Shape);
        var report = new ParameterReport(context);
        var (name, what) = loose.Meaning == ImageParameters.AspectRatio ? ("aspect_ratio", "an aspect ratio") : ("resolution", "a resolution");
        if (loose.IsOverruled)
        {
            report.Drop("size", loose.Written, $"'{name}' is given");
        }
        else if (loose.Meaning == ImageParameters.Size)
        {
            if ((accepts & ImageParameters.Size) != 0)
                report.Convert("size", loose.Written, loose.Value, "pixels are written WIDTHxHEIGHT");
        }
        else if ((accepts & loose.Meaning) != 0 && shape.HasPlaceFor(loose.Meaning))
        {
            report.Convert("size", loose.Written, $"{name} {loose.Value}", $"it is {what}");
        }
        else if ((accepts & ImageParameters.Size) != 0)
        {
            return ImageError.Invalid(
                $"'size' is {what}, which model '{call.Model}' of provider '{context.Provider}' does not take. It takes {shape.Takes}.", "size", "invalid_value");
        }
        else
        {
            // A model without any size loses this one as it loses every other.
            untaken = (untaken & ~loose.Meaning) | ImageParameters.Size;
        }
        return null;
    }
}
