using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>A client's mask in a form that a provider expects.</summary>
/// <param name="Mask">The mask to send.</param>
/// <param name="HasAlpha">Whether the client's mask has transparency.</param>
/// <param name="Store">Holds the mask's bytes until it is disposed.</param>
internal sealed record ConvertedMask(ImageInput Mask, bool HasAlpha, IDisposable Store);
