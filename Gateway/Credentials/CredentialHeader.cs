using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials;

/// <summary>Sets headers that carry a credential.</summary>
internal static class CredentialHeader
{
    /// <summary>Sets a header in place of an earlier one: a retry sends the same message again.</summary>
    /// <exception cref="CredentialException">No header can carry the value.</exception>
    public static void Set(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            throw new CredentialException($"the key cannot be sent in header '{header}'");
    }
}
