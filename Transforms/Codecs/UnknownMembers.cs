using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Warns of members that go to the provider although they are surely meant for Iris: their names are nearly those of known members, as
/// <c>respone_format</c>.
/// </summary>
internal static class UnknownMembers
{
    // A shorter name is near to too many words.
    private const int LeastLength = 4;

    private static readonly string[] Known = [.. RequestMembers.All.Select(member => member.Name), "model", "prompt", "stream", "fallbacks", "extra_params"];

    /// <summary>Adds the warnings.</summary>
    /// <param name="provider">Knows members of its own, which are no mistakes.</param>
    /// <param name="request">The request.</param>
    /// <param name="context">Receives the warnings.</param>
    public static void Tell(ImageProvider provider, ImageRequest request, AnswerContext context)
    {
        foreach (var extra in request.Extras)
        {
            if (NearestOf(extra.Name) is not { } near || provider.KnownExtras.Contains(extra.Name, StringComparer.Ordinal))
                continue;
            var name = ShortText.Cut(extra.Name);
            context.Warn(new ImageWarning("unknown_member", $"'{name}' is no member that Iris knows; it is left to the provider. Did you mean '{near}'?", name));
        }
    }

    private static string? NearestOf(string name) =>
        name.Length < LeastLength ? null : NearName.Find(name, Known, name.Length < 6 ? 1 : 2);
}
