using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Where a codec says what it could not send as asked: told in <c>extra_fields.dropped_params</c>, <c>converted_params</c> and
/// <c>warnings</c>.
/// </summary>
/// <param name="context">The answer that tells it; null when nobody listens, as for the second and later of several calls.</param>
public sealed class ParameterReport(AnswerContext? context)
{
    /// <summary>A member was left out.</summary>
    /// <param name="param">Its name.</param>
    /// <param name="asked">Its value; cut at 64 characters.</param>
    /// <param name="reason">Why, as a clause without a full stop.</param>
    public void Drop(string param, string? asked, string reason)
    {
        if (context is null)
            return;
        asked = asked is null ? null : ShortText.Cut(asked);
        context.Drop(new ParameterChange(param, asked, null, reason));
        context.Warn(new ImageWarning("dropped_parameter", $"'{param}' was not sent: {reason}.", param, asked));
    }

    /// <summary>A member was sent in another form.</summary>
    /// <param name="param">Its name.</param>
    /// <param name="asked">Its value; cut at 64 characters.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="reason">Why, as a clause without a full stop.</param>
    public void Convert(string param, string asked, string sent, string reason)
    {
        if (context is null)
            return;
        asked = ShortText.Cut(asked);
        context.Convert(new ParameterChange(param, asked, sent, reason));
        context.Warn(new ImageWarning("converted_parameter", $"'{param}' was sent as {sent}: {reason}.", param, asked, sent));
    }
}
