namespace Iris.Gateway.Calls;

/// <summary>A provider's answer cannot be decoded. The message is safe to show: it quotes nothing of the answer.</summary>
internal sealed class UnreadableAnswerException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>The error's code.</summary>
    public const string Code = "content_encoding";
}
