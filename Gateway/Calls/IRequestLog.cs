namespace Iris.Gateway.Calls;

/// <summary>Receives every request that has ended.</summary>
internal interface IRequestLog
{
    /// <summary>Writes the log line of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="started">The timestamp of the request's arrival.</param>
    void Write(HttpContext context, long started);
}
