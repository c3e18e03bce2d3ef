using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>What became of the pictures that were held: they are out, a leg still fetches them, or there is none.</summary>
/// <param name="Failure">The reason why there is no picture; null when there is one.</param>
/// <param name="Next">The leg that fetches the pictures and completes the sink; null when the sink is complete or the answer failed.</param>
public readonly record struct PictureDelivery(ImageError? Failure, ProviderLeg? Next)
{
    /// <summary>No picture can be delivered.</summary>
    public static implicit operator PictureDelivery(ImageError failure) => new(failure, null);
}
