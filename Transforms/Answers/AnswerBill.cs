namespace Iris.Transforms.Answers;

/// <summary>
/// What an answer's calls say of their cost. Within one leg's answer a later <c>usage</c> replaces an earlier one, as events repeat it; those of
/// several legs and calls are added.
/// </summary>
internal struct AnswerBill
{
    private TokenUsage? _usage;
    private decimal _told;
    private int _usageCalls;
    private int _toldCalls;
    // Of the leg that is being read.
    private TokenUsage? _latestUsage;
    private decimal? _latestTold;

    /// <summary>The calls that have ended without a failure.</summary>
    public int Calls { get; private set; }
    /// <summary>The tokens of all calls together; null when none has told any.</summary>
    public readonly TokenUsage? Usage => TokenUsage.Add(_usage, _latestUsage);
    /// <summary>How many calls have told tokens.</summary>
    public readonly int UsageCalls => _usageCalls + (_latestUsage is null ? 0 : 1);
    /// <summary>What all calls together say to have cost, in USD.</summary>
    public readonly decimal Told => _told + (_latestTold ?? 0);
    /// <summary>How many calls have said what they cost.</summary>
    public readonly int ToldCalls => _toldCalls + (_latestTold is null ? 0 : 1);

    /// <summary>Notes the usage of the leg that is being read.</summary>
    /// <param name="usage">The tokens; null when it is no usage.</param>
    /// <param name="told">The cost that stands in it, in USD; null for none.</param>
    public void Note(TokenUsage? usage, decimal? told)
    {
        _latestUsage = usage ?? _latestUsage;
        _latestTold = told ?? _latestTold;
    }

    /// <summary>Notes what one call says to cost, outside of a usage.</summary>
    public void Tell(decimal usd)
    {
        _told += usd;
        _toldCalls++;
    }

    /// <summary>The leg that was being read has ended.</summary>
    public void EndLeg()
    {
        (_usage, _told) = (Usage, Told);
        (_usageCalls, _toldCalls) = (UsageCalls, ToldCalls);
        (_latestUsage, _latestTold) = (null, null);
    }

    /// <summary>A call has ended without a failure.</summary>
    public void EndCall() => Calls++;
}
