using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Tests.Unit.Gateway.Calls;

/// <summary>Tokens that a test knows to be in force.</summary>
internal sealed class KnownTokens(params string[] tokens) : ISecretsInForce
{
    /// <summary>A scrubber that knows these tokens.</summary>
    public static SecretScrubber Scrubber(params string[] tokens) => new(new KnownTokens(tokens));

    public IEnumerable<string> Of(ImageProvider provider, ImageDestination destination) => tokens;
}
