using System.Globalization;
using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Spectre.Console;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>Writes an explanation for people.</summary>
internal static class ExplanationText
{
    // A body with pictures is shown by its beginning; --json has all of it.
    private const int MostBody = 4000;

    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, Explanation explanation, string path)
    {
        terminal.Line($"POST {path}");
        terminal.Paragraph($"route  {RouteOf(explanation)}", "  ");
        terminal.Paragraph($"key    {KeyOf(explanation)}", "  ");
        for (var i = 0; i < explanation.Steps.Count; i++)
        {
            terminal.Line();
            WriteTarget(terminal, explanation, i);
        }
        if (explanation.Call?.Request is null)
        {
            foreach (var request in explanation.Sent)
            {
                terminal.Line();
                WriteRequest(terminal, request);
            }
        }
        if (explanation.IsSent)
            return;
        terminal.Line();
        terminal.Paragraph($"Nothing would be sent: the gateway itself answers {explanation.Status}.", "", Palette.Doubtful);
        terminal.Line(explanation.Answer.Length > MostBody ? explanation.Answer[..MostBody] + " …" : explanation.Answer);
    }

    private static string RouteOf(Explanation explanation) => explanation.Route is not { } route ? "none: no route of the file has this path"
        : explanation.Call is not null ? $"{route.RouteId} ({route.Match.Path}), an image route"
        : RouteKinds.Of(route, explanation.Snapshot.Clusters.FirstOrDefault(cluster => cluster.ClusterId == route.ClusterId)) == RouteKind.PassThrough
            ? $"{route.RouteId} ({route.Match.Path}): passes through to {route.ClusterId}, with the destination's key"
            : $"{route.RouteId} ({route.Match.Path}): an ordinary route to {route.ClusterId}, which gets the request as it is";

    private static string KeyOf(Explanation explanation)
    {
        if (explanation.Key is { } name)
        {
            return explanation.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden && !explanation.IsSent
                ? $"{name} is not let in"
                : $"{name} is let in; what it has used is not asked for";
        }
        return explanation.AsksForKey ? "not given: the gateway answers 401 without one; --key NAME says what one may do" : "not asked for";
    }

    private static void WriteTarget(Terminal terminal, Explanation explanation, int index)
    {
        var step = explanation.Steps[index];
        var name = $"{index + 1}. {step.Cluster}/{step.Model}";
        var price = step.Attempts.Count == 0 || step.Refused is not null ? "" : $"   {Price(step.Worst)}";
        terminal.Line($"{terminal.Paint(name, step.Refused is null ? Palette.Good : Palette.Doubtful)}{price}");
        if (step.Refused is { } refused)
            terminal.Paragraph($"passed over: {refused}", "   ");
        if (step.Attempts.Count == 0)
            return;
        WriteDestinations(terminal, step);
        WriteMembers(terminal, explanation.Call!, step);
        SentRequest? shown = null;
        foreach (var requests in step.Attempts.Select(attempt => explanation.Sent.Where(request => ReferenceEquals(request.Attempt, attempt)).ToArray()))
        {
            if (requests.Length == 0)
                continue;
            terminal.Line();
            if (shown is not null && shown.Body.AsSpan().SequenceEqual(requests[0].Body) && HasSameHeaders(shown, requests[0]))
            {
                terminal.Line($"   {requests[0].Destination}: {requests[0].Method} {requests[0].Uri}, with the same headers and body");
                continue;
            }
            shown = requests[0];
            WriteRequest(terminal, shown);
            if (requests.Length > 1)
                terminal.Line($"   and {requests.Length - 1} more at the same time, {requests.Length} calls in all; --json shows each");
        }
    }

    private static void WriteDestinations(Terminal terminal, ExplainedTarget step)
    {
        var cluster = step.Attempts[0].Target.Cluster;
        var table = new TextTable("destination", "weight", "asked first", "address");
        var asked = step.Attempts.Select(attempt => attempt.Result?.Destination?.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var all = cluster.Destinations.Values.Where(destination => asked.Contains(destination.Id)).Sum(destination => (double)destination.Weight);
        foreach (var destination in cluster.Destinations.Values.OrderByDescending(one => one.Weight).ThenBy(one => one.Id, StringComparer.Ordinal))
        {
            var isAsked = asked.Contains(destination.Id);
            table.Add(
                destination.Id, destination.Weight.ToString(CultureInfo.InvariantCulture),
                !isAsked ? "never" : all == 0 ? $"1 of {asked.Count}" : (destination.Weight / all).ToString("0.#%", CultureInfo.InvariantCulture),
                destination.Unusable is { } reason ? reason : isAsked ? destination.Address.AbsoluteUri : "does not serve this model or request");
        }
        table.Write(terminal, "   ");
    }

    private static void WriteMembers(Terminal terminal, ImageCall call, ExplainedTarget step)
    {
        var fates = MemberFate.Of(call.Request!, step.Changes);
        if (fates.Count == 0)
            return;
        terminal.Line();
        var table = new TextTable("member", "asked", "is", "sent instead; why");
        foreach (var fate in fates)
        {
            table.Add(fate.Name, fate.Asked ?? "…", fate.Fate, string.Join("; ", ((string?[])[fate.Sent, fate.Why]).OfType<string>()));
        }
        table.Write(terminal, "   ");
    }

    private static void WriteRequest(Terminal terminal, SentRequest request)
    {
        terminal.Line($"   {terminal.Paint($"{request.Method} {request.Uri}", Palette.Request)}");
        foreach (var (name, value) in request.Headers)
            terminal.Line($"   {name}: {value}");
        if (request.Body.Length == 0)
            return;
        terminal.Line();
        var text = Encoding.UTF8.GetString(request.Body.AsSpan(0, Math.Min(request.Body.Length, MostBody)));
        terminal.Line($"   {text}{(request.Body.Length > MostBody ? $" … ({request.Body.Length} bytes; --json shows all)" : "")}");
    }

    private static bool HasSameHeaders(SentRequest one, SentRequest other) => one.Headers.SequenceEqual(other.Headers);

    private static string Price(Usd? worst) => worst is not { } usd ? "price unknown"
        : usd.Nano == 0 ? "free"
        : string.Create(CultureInfo.InvariantCulture, $"at most ${usd}");
}
