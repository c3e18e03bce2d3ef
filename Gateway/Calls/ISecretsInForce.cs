using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Calls;

/// <summary>Knows the secrets that a destination's requests carry and that its settings do not hold: tokens that were obtained for it.</summary>
internal interface ISecretsInForce
{
    /// <summary>The tokens in force, and those that they have replaced last; asks no source for any.</summary>
    IEnumerable<string> Of(ImageProvider provider, ImageDestination destination);
}
