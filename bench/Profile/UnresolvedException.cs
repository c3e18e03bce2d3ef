namespace Iris.Bench.Profile;

/// <summary>A name of the profile that the program's assemblies do not define.</summary>
public sealed class UnresolvedException(string message) : Exception(message);
