namespace Iris.Gateway.Hosting;

/// <summary>
/// Prices from a source of the application's own, such as a contract or a database; see <see cref="ImagesBuilder.AddPrices"/>. They count before
/// <c>Images.Prices</c> and the tables that ship with Iris; where they say nothing of a model, the next source does. They are read beside the calls and
/// looked up in memory.
/// </summary>
public abstract class ImagePrices
{
    private Action? _read;

    /// <summary>
    /// How long what was read counts before it is read again: 1 second to 1 day, one minute by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for until <see cref="Refresh"/>. What could not be read is tried again after a minute at the latest.
    /// </summary>
    public virtual TimeSpan Interval => TimeSpan.FromMinutes(1);

    /// <summary>
    /// Reads all prices: before the application listens, then after each <see cref="Interval"/> and <see cref="Refresh"/>, never twice at once. When it
    /// throws, or does not end within 10 seconds, the log says so once and what was read before stays in force. A row that is wrong (an amount below 0,
    /// for instance) is left out, and the next source counts for its models.
    /// </summary>
    /// <param name="cancellationToken">Ends when the application does not wait any longer.</param>
    /// <returns>
    /// Rows by <c>cluster/model</c>, with <c>*</c> for any text, as in <c>Images.Prices</c>; at most 1,000. The more specific one counts. They are
    /// copied.
    /// </returns>
    public abstract ValueTask<IReadOnlyDictionary<string, ImagePrice>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Tells that prices have changed: they are read again, and nobody waits for it.</summary>
    public void Refresh() => Volatile.Read(ref _read)?.Invoke();

    /// <summary>Sets what <see cref="Refresh"/> does.</summary>
    internal void OnRefresh(Action? read) => Volatile.Write(ref _read, read);
}
