using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials;

/// <summary>Sets headers that carry a credential.</summary>
internal static class CredentialHeader
{
    /// <summary>Sets a header and replaces an earlier value: a retry sends the same message again.</summary>
    /// <exception cref="CredentialException">The value is not valid in a header.</exception>
    public static void Set(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            throw new CredentialException($"the key cannot be sent in header '{header}'");
    }
}
