using System.Globalization;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// A failure's name for logs, spans and metrics. Types and codes may be a provider's own text: only a text that looks like a name is used, because
/// a label must never hold an echoed prompt.
/// </summary>
internal static class ErrorLabel
{
    private const int MaxLength = 64;

    /// <summary>The type, else the code, else the status.</summary>
    public static string Of(ImageError error) =>
        IsName(error.Type) ? error.Type!
        : IsName(error.Code) ? error.Code!
        : error.Status.ToString(CultureInfo.InvariantCulture);

    /// <summary>The same for an attempt that has failed.</summary>
    public static string Of(AttemptRecord attempt) =>
        IsName(attempt.ErrorType) ? attempt.ErrorType! : attempt.Status.ToString(CultureInfo.InvariantCulture);

    private static bool IsName(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength })
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
                return false;
        }
        return true;
    }
}
