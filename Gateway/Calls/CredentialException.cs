namespace Iris.Gateway.Calls;

/// <summary>No credential could be obtained; the message is safe to show.</summary>
internal sealed class CredentialException(string message, Exception? inner = null) : Exception(message, inner);
