namespace Iris.Transforms.Wire.Pictures;

/// <summary>What stands in a picture's place is none.</summary>
/// <param name="message">Why, without a byte of it.</param>
internal sealed class PictureFormatException(string message) : FormatException(message);
