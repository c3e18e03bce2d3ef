namespace Iris.Gateway.Calls;

/// <summary>Whose failure a failed attempt is, for those who judge a destination by it.</summary>
internal enum FailureCause
{
    /// <summary>The provider has answered: with an error status, or without a picture.</summary>
    Answer,
    /// <summary>There was no connection to the provider, or it broke.</summary>
    Connection,
    /// <summary>A deadline has passed.</summary>
    Deadline,
    /// <summary>The client has disconnected or takes nothing of its answer.</summary>
    Client,
    /// <summary>The call has placed as many orders as it may (<c>Images.Limits.Orders</c>).</summary>
    Spent,
    /// <summary>The store has not kept the picture: no other target is asked for one.</summary>
    Store,
    /// <summary>The gateway has refused the call, or failed to make it.</summary>
    Gateway,
    /// <summary>None: the call was only tried out, and is to be made later.</summary>
    Rehearsed,
}
