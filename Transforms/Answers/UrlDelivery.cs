namespace Iris.Transforms.Answers;

/// <summary>
/// What a client that asks for a URL gets when the model gives only base64. The installation chooses (<c>Images.Url</c>); each call's answer acts
/// on it.
/// </summary>
public enum UrlDelivery
{
    /// <summary><c>b64</c>: base64 with a warning, as OpenAI does for its own models without URLs.</summary>
    Base64,
    /// <summary><c>reject</c>: the request is refused with 400.</summary>
    Reject,
    /// <summary><c>data</c>: a <c>data:</c> URL.</summary>
    DataUrl,
    /// <summary><c>store</c>: the address of the gateway's own copy.</summary>
    Store,
}
