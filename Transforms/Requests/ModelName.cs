namespace Iris.Transforms.Requests;

/// <summary>The name of a model as a client writes it, with or without its provider's prefix.</summary>
internal static class ModelName
{
    /// <summary>The longest name, in characters. Providers' longest names, ARNs of AWS, have some 200.</summary>
    public const int Most = 512;
}
