namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// What an answer, or an event of a stream, may say besides its pictures. Whoever sends it decides how many members there are; what is
/// remembered of each is counted here, so that memory stays bounded.
/// </summary>
internal struct MemberBudget
{
    // Bytes of all members together, with what a stored entry costs by itself.
    private const int Most = 512 * 1024;
    private const int Entry = 64;

    private int _spent;

    /// <summary>Whether there is room for the member; if so, it is taken.</summary>
    public bool Take(string name, int length)
    {
        int cost = Entry + name.Length + length;
        if (cost > Most - _spent)
            return false;
        _spent += cost;
        return true;
    }
}
