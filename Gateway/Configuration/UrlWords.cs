using Iris.Transforms.Answers;

namespace Iris.Gateway.Configuration;

/// <summary>The words for <see cref="UrlDelivery"/>, in <c>Images.Url</c> and in a route's metadata.</summary>
internal static class UrlWords
{
    /// <summary>What a word means, ignoring case; null when it is none.</summary>
    public static UrlDelivery? Find(string word) =>
        word.Equals("b64", StringComparison.OrdinalIgnoreCase) ? UrlDelivery.Base64
        : word.Equals("reject", StringComparison.OrdinalIgnoreCase) ? UrlDelivery.Reject
        : word.Equals("data", StringComparison.OrdinalIgnoreCase) ? UrlDelivery.DataUrl
        : word.Equals("store", StringComparison.OrdinalIgnoreCase) ? UrlDelivery.Store
        : null;

    /// <summary>The word for what it means.</summary>
    public static string Of(UrlDelivery delivery) => delivery switch
    {
        UrlDelivery.Reject => "reject",
        UrlDelivery.DataUrl => "data",
        UrlDelivery.Store => "store",
        _ => "b64",
    };

    /// <summary>The message about a word that is none.</summary>
    public static string Refusal(string word) => Choice.Refusal(word, ["b64", "reject", "data", "store"]);
}
