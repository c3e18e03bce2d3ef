using Iris.Gateway.Configuration;
using Iris.Gateway.Model;

namespace Iris.Gateway.Checks;

/// <summary>Says in plain words that a gateway which others can reach asks nobody for a key.</summary>
internal static class OpenDoor
{
    /// <summary>The warning; null where keys are asked for, or only this machine can connect.</summary>
    /// <param name="snapshot">The configuration at the start.</param>
    /// <param name="addresses">The addresses that the server listens on.</param>
    public static string? Describe(ProxySnapshot snapshot, IEnumerable<string> addresses)
    {
        if (snapshot.Images.Access is { Required: true } || snapshot.ImageClusters.Count == 0)
            return null;
        return Open(addresses) is { Length: > 0 } open
            ? $"No key is asked for (Images.Access), and {string.Join(", ", open)} can be reached from other machines: whoever reaches that port spends the keys of the "
                + "providers in proxy.json. Give clients keys of their own (Gateway keys new NAME), or listen on localhost."
            : null;
    }

    /// <summary>The addresses that other machines can reach.</summary>
    public static string[] Open(IEnumerable<string> addresses) => [.. addresses.Where(address => !ServerAddress.IsLocal(address))];
}
