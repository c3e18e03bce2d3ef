namespace Iris.Gateway.Calls;

/// <summary>
/// A response that has begun cannot be completed. The exception goes up to the server, which then ends the connection after the written bytes
/// without a regular end. It is not logged as an error: the request's log line tells the failure.
/// </summary>
/// <remarks>It is an <see cref="IOException"/>, because the server expects those from a client that disconnects.</remarks>
internal sealed class AnswerBrokeOffException() : IOException("The answer broke off after it had begun.");
