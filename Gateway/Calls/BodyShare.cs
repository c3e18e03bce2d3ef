namespace Iris.Gateway.Calls;

/// <summary>
/// One body's part of the budget. The request's end gives it back, because a call keeps its pictures for retries and fallbacks until then.
/// </summary>
/// <param name="budget">The memory for the bodies of all requests.</param>
/// <param name="most">What all bodies may take together, in bytes.</param>
internal sealed class BodyShare(BodyBudget budget, long most) : IDisposable
{
    private long _taken;

    /// <summary>Makes the share cover a body of this length, in bytes; false when the budget has no room for it.</summary>
    public bool TryCover(long length)
    {
        var more = length - BodyBudget.Free - _taken;
        if (more <= 0)
            return true;
        if (!budget.TryTake(more, most))
        {
            budget.CountRefused();
            return false;
        }
        if (_taken == 0)
            budget.Count(1);
        _taken += more;
        return true;
    }

    public void Dispose()
    {
        if (_taken > 0)
            budget.Count(-1);
        budget.Return(_taken);
        _taken = 0;
    }
}
