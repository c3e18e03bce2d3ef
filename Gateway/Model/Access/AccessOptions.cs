using System.Collections.Frozen;

namespace Iris.Gateway.Model.Access;

/// <summary>The section <c>Images.Access</c>: who may call, and how much.</summary>
/// <param name="Keys">The keys by name.</param>
/// <param name="Groups">The groups by name.</param>
internal sealed record AccessOptions(FrozenDictionary<string, ClientKey> Keys, FrozenDictionary<string, KeyGroup> Groups)
{
    /// <summary>Whether a call without a key is refused.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Whether calls are let in, uncounted, while the state cannot be reached; else they get 503.</summary>
    public bool AllowOnStateFailure { get; init; }

    /// <summary>Finds keys by their values.</summary>
    public KeyRing Ring { get; } = new(Keys.Values);
}
