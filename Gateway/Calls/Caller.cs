namespace Iris.Gateway.Calls;

/// <summary>Who makes a call, by the names in the file; never by the key's value.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Group">Its group; null for none.</param>
internal sealed record Caller(string Key, string? Group);
