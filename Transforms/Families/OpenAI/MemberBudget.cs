namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// A bound on the members that an answer, or an event of a stream, has besides its pictures. The provider decides how many there are; this struct
/// counts what is kept of each, so that memory stays bounded.
/// </summary>
internal struct MemberBudget
{
    // The bytes of all members together, including the overhead of each stored entry.
    private const int Most = 512 * 1024;
    private const int Entry = 64;

    private int _spent;

    /// <summary>Takes room for a member; false when there is not enough.</summary>
    public bool Take(string name, int length)
    {
        int cost = Entry + name.Length + length;
        if (cost > Most - _spent)
            return false;
        _spent += cost;
        return true;
    }
}
