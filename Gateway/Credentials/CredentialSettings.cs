using Iris.Gateway.Credentials.Google;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>
/// Checks the settings of a credential against its scheme, before any call. Nothing is looked up, so that a start needs no network.
/// </summary>
internal static class CredentialSettings
{
    /// <summary>The problems, by the setting's name; never shows a value.</summary>
    /// <param name="kind">The provider's kind.</param>
    /// <param name="settings">The destination's resolved settings.</param>
    public static IEnumerable<(string Setting, string Problem)> FindProblems(CredentialKind kind, IReadOnlyDictionary<string, string> settings)
    {
        if (kind == CredentialKind.Google && Value("ServiceAccount") is { } account && ServiceAccount.FindProblem(account, Value("TokenUri") is not null) is { } problem)
            yield return ("ServiceAccount", problem);

        string? Value(string name) => settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }
}
