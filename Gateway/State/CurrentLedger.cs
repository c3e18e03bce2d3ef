namespace Iris.Gateway.State;

/// <summary>The ledger in force. It is made when the first call asks for it, so that a gateway without keys loads no store.</summary>
internal sealed class CurrentLedger(Func<ILedger> create)
{
    private readonly Lazy<ILedger> _ledger = new(create);

    /// <summary>The ledger.</summary>
    public ILedger Value => _ledger.Value;
}
