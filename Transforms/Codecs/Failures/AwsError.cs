namespace Iris.Transforms.Codecs.Failures;

/// <summary>
/// AWS's restJson failure (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html): the exception's name in the header
/// <c>x-amzn-errortype</c> or in the body, its text in <c>message</c>.
/// </summary>
/// <param name="Exception">The exception's bare name; null when it is missing.</param>
/// <param name="Message">The message, at most 4096 characters; null when missing.</param>
public readonly record struct AwsError(string? Exception, string? Message)
{
    /// <summary>Reads a failed answer; never throws.</summary>
    public static AwsError Read(ErrorAnswer answer)
    {
        var (message, type) = ErrorJson.Read(answer.Body, static root => (
            ErrorJson.Text(root, "message") ?? ErrorJson.Text(root, "Message"),
            ErrorJson.Text(root, "__type") ?? ErrorJson.Text(root, "code")));
        return new AwsError(NameOf(answer.ErrorType ?? type), message);
    }

    // The header has "ValidationException:http://internal.amazon.com/…", the body "com.amazon.coral.service#AccessDeniedException".
    private static string? NameOf(string? type)
    {
        if (type is null)
            return null;
        var colon = type.IndexOf(':');
        var name = (colon < 0 ? type : type[..colon]).Trim();
        name = name[(name.LastIndexOf('#') + 1)..];
        return name.Length == 0 ? null : name;
    }
}
