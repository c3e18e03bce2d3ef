using Iris.Gateway.Hosting;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>A source of prices as an application may write one of its own: a contract's price list.</summary>
/// <param name="contract">A service of the application's.</param>
internal sealed class ContractPrices(Contract contract) : ImagePrices
{
    public override TimeSpan Interval => TimeSpan.FromMinutes(10);

    public override async ValueTask<IReadOnlyDictionary<string, ImagePrice>> ReadAsync(CancellationToken cancellationToken) =>
        (await contract.ReadAsync(cancellationToken)).ToDictionary(line => line.Key, line => new ImagePrice { Picture = line.Value });
}

/// <summary>What a picture costs by contract.</summary>
internal sealed class Contract
{
    private int _readings;

    /// <summary>Gives the list.</summary>
    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, decimal>>> List { get; set; }

    /// <summary>How often it has been asked for.</summary>
    public int Readings => Volatile.Read(ref _readings);

    public Task<IReadOnlyDictionary<string, decimal>> ReadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _readings);
        return List(cancellation);
    }

    /// <summary>A contract with these prices.</summary>
    public static Contract Of(params (string Model, decimal Usd)[] lines) => new() { List = _ => Task.FromResult(Lines(lines)) };

    /// <summary>A list of prices.</summary>
    public static IReadOnlyDictionary<string, decimal> Lines(params (string Model, decimal Usd)[] lines) =>
        lines.ToDictionary(line => line.Model, line => line.Usd);
}
