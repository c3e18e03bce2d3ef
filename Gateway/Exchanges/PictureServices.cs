using Iris.Gateway.Spool;
using Iris.Gateway.Store;

namespace Iris.Gateway.Exchanges;

/// <summary>What an exchange does with pictures: its client's before they are sent, and those of its answer.</summary>
/// <param name="Masks">Converts masks into the forms that providers expect.</param>
/// <param name="Addresses">Fetches pictures that the client names by address.</param>
/// <param name="Store">Keeps pictures of answers that have an address; null where there is none.</param>
internal sealed record PictureServices(MaskConverter Masks, ClientPictures Addresses, StoreService? Store = null);
