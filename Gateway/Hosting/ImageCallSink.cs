namespace Iris.Gateway.Hosting;

/// <summary>
/// Takes the records of finished calls to a place of the application's own, such as a warehouse; see <see cref="ImagesBuilder.AddCallSink"/>. It works
/// beside the log of calls and without it. There is one instance, and it gets one batch at a time.
/// </summary>
public abstract class ImageCallSink
{
    /// <summary>
    /// Takes some finished calls, 1 to 200, the oldest first; calls do not wait for it. A batch that throws, or has not ended within 10 seconds, is given
    /// again, up to ten times: <see cref="ImageCallRecord.Id"/> tells what has come before. Up to 10,000 calls wait; what is beyond is dropped, counted
    /// (<c>iris.log.sink.dropped</c>) and told in the log. When the application stops, what waits is given within <c>Images.Drain</c>, until a batch fails.
    /// </summary>
    /// <param name="calls">The calls.</param>
    /// <param name="cancellationToken">Ends at the batch's deadline.</param>
    public abstract ValueTask WriteAsync(IReadOnlyList<ImageCallRecord> calls, CancellationToken cancellationToken);
}
