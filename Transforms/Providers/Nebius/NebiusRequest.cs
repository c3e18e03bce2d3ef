using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Families.Nebius;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>
/// Writes <c>POST {base}/v1/images/generations</c>. The query names the billed project: the destination's setting <c>ProjectId</c>, else the
/// client's <c>ai_project_id</c> (docs/contract.md, section 10.10).
/// </summary>
internal static class NebiusRequest
{
    private const string ProjectMember = "ai_project_id";

    public static ProviderRequest Create(ProviderCall call)
    {
        var path = "images/generations";
        if (ProjectOf(call) is { } project)
            path += $"?{ProjectMember}={Uri.EscapeDataString(project)}";
        return new ProviderRequest
        {
            Uri = AddressPath.Join(call.Address, "v1", path),
            Body = NebiusBody.Write(call, call.Model, extra => extra.Name != ProjectMember),
        };
    }

    private static string? ProjectOf(ProviderCall call)
    {
        call.Settings.TryGetValue("ProjectId", out var ours);
        var theirs = call.Request.Extras.FirstOrDefault(extra => extra.Name == ProjectMember);
        if (string.IsNullOrWhiteSpace(ours))
            return theirs is null ? null : Asked(call, theirs);
        if (theirs is not null && TextOf(theirs) != ours.Trim())
            call.Report.Drop(ProjectMember, ExtraMembers.TextOf(theirs), "the destination says which project pays");
        return ours.Trim();
    }

    private static string? Asked(ProviderCall call, RawMember member)
    {
        if (TextOf(member) is { } text)
            return text;
        call.Report.Drop(ProjectMember, ExtraMembers.TextOf(member), "it is no text");
        return null;
    }

    private static string? TextOf(RawMember member)
    {
        var reader = new Utf8JsonReader(member.Json.Span);
        return reader.Read() && reader.TokenType == JsonTokenType.String && JsonText.Unescape(reader.ValueSpan) is { Length: > 0 and <= 256 } text
            ? text
            : null;
    }
}
