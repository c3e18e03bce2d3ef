using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Collects the members that a codec could not send as given, for <c>extra_fields.dropped_params</c>, <c>converted_params</c> and <c>warnings</c>.
/// </summary>
/// <param name="context">The answer that reports them; null when nothing is reported.</param>
public sealed class ParameterReport(AnswerContext? context)
{
    private bool _isLater;

    /// <summary>The report of a later one of several calls: it tells what no earlier one has told.</summary>
    internal ParameterReport OfLaterCall() => new(context) { _isLater = true };

    /// <summary>Reports a member that was left out.</summary>
    /// <param name="param">The member's name.</param>
    /// <param name="asked">The given value; cut at 64 characters.</param>
    /// <param name="reason">The reason, as a clause without a full stop.</param>
    public void Drop(string param, string? asked, string reason)
    {
        if (context is null || IsTold(context.Dropped, param))
            return;
        asked = asked is null ? null : ShortText.Cut(asked);
        context.Drop(new ParameterChange(param, asked, null, reason));
        context.Warn(new ImageWarning("dropped_parameter", $"'{param}' was not sent: {reason}.", param, asked));
    }

    /// <summary>Reports a member that was sent in another form.</summary>
    /// <param name="param">The member's name.</param>
    /// <param name="asked">The given value; cut at 64 characters.</param>
    /// <param name="sent">The value that was sent.</param>
    /// <param name="reason">The reason, as a clause without a full stop.</param>
    public void Convert(string param, string asked, string sent, string reason)
    {
        if (context is null || IsTold(context.Converted, param))
            return;
        asked = ShortText.Cut(asked);
        context.Convert(new ParameterChange(param, asked, sent, reason));
        context.Warn(new ImageWarning("converted_parameter", $"'{param}' was sent as {sent}: {reason}.", param, asked, sent));
    }

    // The calls differ in seed and count only, so that nearly all of them report the same.
    private bool IsTold(IReadOnlyList<ParameterChange> changes, string param) => _isLater && changes.Any(change => change.Param == param);
}
