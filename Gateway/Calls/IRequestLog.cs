namespace Iris.Gateway.Calls;

/// <summary>Is told of every request that has ended.</summary>
internal interface IRequestLog
{
    /// <summary>Writes the line of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="started">Timestamp of its arrival.</param>
    void Write(HttpContext context, long started);
}
