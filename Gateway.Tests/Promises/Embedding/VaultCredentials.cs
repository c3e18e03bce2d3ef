using Iris.Gateway.Hosting;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>Credentials as an application may write its own: a destination's setting names the key.</summary>
internal sealed class VaultCredentials : ImageCredentials
{
    public override async ValueTask AuthorizeAsync(
        HttpRequestMessage request, string destination, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (settings["Vault"] == "sealed")
            throw new InvalidOperationException("the vault is sealed");
        request.Headers.Remove("x-stamp-key");
        request.Headers.Add("x-stamp-key", $"{destination} of {settings["vault"]}");
    }
}
