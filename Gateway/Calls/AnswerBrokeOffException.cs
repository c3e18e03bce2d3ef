namespace Iris.Gateway.Calls;

/// <summary>
/// An answer that had begun cannot be ended. Thrown up to the server, which then ends the connection behind what was written, without the sign
/// of an end. It says nothing new: the request's line in the log tells the failure.
/// </summary>
/// <remarks>To a server whose client is gone an <see cref="IOException"/> is no news.</remarks>
internal sealed class AnswerBrokeOffException() : IOException("The answer broke off after it had begun.");
