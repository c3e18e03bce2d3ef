using System.CommandLine.Parsing;
using System.Globalization;

namespace Iris.Gateway.Commands;

/// <summary>Options that are whole numbers, refused in a person's words.</summary>
internal static class WholeNumbers
{
    /// <summary>Reads an option; one that is no number is an error of the command line.</summary>
    /// <param name="given">What the command line says.</param>
    /// <param name="wayOut">What to do instead.</param>
    public static int? Parse(ArgumentResult given, string wayOut)
    {
        var text = given.Tokens.Count > 0 ? given.Tokens[^1].Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        given.AddError($"\"{text}\" is not a whole number; {wayOut}");
        return null;
    }
}
