using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>What became of a member of the client's request.</summary>
/// <param name="Name">The member.</param>
/// <param name="Asked">Its value; null where it is no single one.</param>
/// <param name="Fate"><c>sent</c>, <c>converted</c> or <c>dropped</c>.</param>
/// <param name="Sent">The value that is sent instead; null for none.</param>
/// <param name="Why">The reason; null for a member that is sent as it is.</param>
internal sealed record MemberFate(string Name, string? Asked, string Fate, string? Sent, string? Why)
{
    /// <summary>Every member that the client gave, in the table's order; behind them what the gateway changed beside them.</summary>
    public static IReadOnlyList<MemberFate> Of(ImageRequest request, IReadOnlyList<ParameterChange> changes)
    {
        var fates = new List<MemberFate>();
        foreach (var member in RequestMembers.All)
        {
            if ((request.Given & member.Flag) != 0 && !changes.Any(change => change.Param == member.Name))
                fates.Add(new(member.Name, member.TextOf(request), "sent", null, null));
        }
        foreach (var extra in request.Extras.Where(extra => !changes.Any(change => change.Param == extra.Name)))
            fates.Add(new(extra.Name, null, "sent", null, "the contract does not know it, so that it is passed on as it is"));
        fates.AddRange(changes.Select(change => new MemberFate(
            change.Param, change.Asked, change.Sent is null ? "dropped" : "converted", change.Sent, change.Reason)));
        return fates;
    }
}
