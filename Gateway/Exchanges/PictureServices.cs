using Iris.Gateway.Spool;

namespace Iris.Gateway.Exchanges;

/// <summary>What an exchange does with its client's pictures before they are sent.</summary>
/// <param name="Masks">Converts masks into the forms that providers expect.</param>
/// <param name="Addresses">Fetches pictures that the client names by address.</param>
internal sealed record PictureServices(MaskConverter Masks, ClientPictures Addresses);
