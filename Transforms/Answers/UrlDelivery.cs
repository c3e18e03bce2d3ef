namespace Iris.Transforms.Answers;

/// <summary>
/// What a client that asks for a URL gets where the model gives base64 only: an installation's choice (<c>Images.Url</c>), and what a call's
/// answer does about it.
/// </summary>
public enum UrlDelivery
{
    /// <summary><c>b64</c>: base64 all the same, with a warning, as OpenAI does for its own base64-only models.</summary>
    Base64,
    /// <summary><c>reject</c>: the request is refused with 400.</summary>
    Reject,
    /// <summary><c>data</c>: a <c>data:</c> URL.</summary>
    DataUrl,
}
