namespace Iris.Gateway.Calls;

/// <summary>Notes what is ordered for a call that no client waits for.</summary>
internal interface IOrderNotes
{
    /// <summary>Awaited before an attempt's first order is sent: from here on the call may be billed.</summary>
    ValueTask BeginAsync();
}
