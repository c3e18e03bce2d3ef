using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Requests;

/// <summary>A <c>size</c> in a form that the contract does not have. It is understood, and the answer reports it.</summary>
/// <param name="Written">The client's text.</param>
/// <param name="Meaning">The member that the text means: size, aspect ratio or resolution.</param>
/// <param name="Value">The value of that member.</param>
internal sealed record LooseSize(string Written, ImageParameters Meaning, string Value)
{
    /// <summary>True when the request has the meant member as well, which then counts.</summary>
    public bool IsOverruled { get; private init; }

    /// <summary>Gives the meant member its value, unless the request has it.</summary>
    /// <param name="values">The request's values.</param>
    /// <param name="given">The members that the request has.</param>
    /// <returns>The members that the request has now.</returns>
    public static ImageParameters Place(ref RequestValues values, ImageParameters given)
    {
        if (values.LooseSize is not { Meaning: ImageParameters.AspectRatio or ImageParameters.Resolution } loose)
            return given;
        if ((given & loose.Meaning) != 0)
        {
            values.LooseSize = loose with { IsOverruled = true };
            return given;
        }
        if (loose.Meaning == ImageParameters.AspectRatio)
            values.AspectRatio = loose.Value;
        else
            values.Resolution = loose.Value;
        return given | loose.Meaning;
    }
}
