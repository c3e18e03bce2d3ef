using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iris.Sandbox.Painting;
using Iris.Sandbox.Painting.Words;

namespace Iris.Sandbox;

/// <summary>Lays out an answer's body in OpenAI's form: one JSON document, or server-sent events without a closing <c>[DONE]</c>.</summary>
internal static class SandboxPlan
{
    /// <summary>The steps of the body.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="operation">Names the events.</param>
    /// <param name="created">Unix time, seconds.</param>
    public static List<SandboxStep> For(SandboxRequest request, SandboxOperation operation, long created)
    {
        var steps = new List<SandboxStep>();
        if (request.Stream)
            Events(steps, request, operation == SandboxOperation.Edit ? "image_edit" : "image_generation", created);
        else
            Document(steps, request, created);
        return steps;
    }

    private static int Pictures(SandboxRequest request) =>
        request.Behaviour.Empty ? 0 : request.Behaviour.Fewer ? request.Count - 1 : request.Count;

    private static void Document(List<SandboxStep> steps, SandboxRequest request, long created)
    {
        var pictures = Pictures(request);
        var motif = Motif.Read(request.Prompt);
        Add(steps, $$"""{"created":{{created}},{{Echo(request)}},"data":[""");
        for (var i = 0; i < pictures; i++)
        {
            Pause(steps, request);
            Add(steps, $"{(i == 0 ? "" : ",")}{{\"revised_prompt\":\"{Revised(request, motif, i)}\",\"b64_json\":\"");
            Draw(steps, request, i, 1, first: i == 0);
            Add(steps, "\"}");
        }
        Add(steps, $$"""],{{Inputs(request)}}"usage":{{SandboxUsage.Of(request, pictures, 0).ToJson()}}}""");
    }

    private static void Events(List<SandboxStep> steps, SandboxRequest request, string family, long created)
    {
        var failing = request.Behaviour.Error;
        var motif = Motif.Read(request.Prompt);
        var first = true;
        for (var i = 0; i < Pictures(request); i++)
        {
            var drafts = failing ? 1 : request.Drafts;
            for (var draft = 0; draft < drafts; draft++, first = false)
            {
                Pause(steps, request);
                Add(steps, $$"""
                    event: {{family}}.partial_image
                    data: {"type":"{{family}}.partial_image","b64_json":"
                    """);
                Draw(steps, request, i, Coarseness(draft, drafts), first);
                Add(steps, "\",\"created_at\":" + $$"""{{created}},{{Echo(request)}},"partial_image_index":{{draft}}}""" + "\n\n");
            }
            Pause(steps, request);
            if (failing)
            {
                Add(steps, $"event: error\ndata: {Encoding.UTF8.GetString(SandboxError.Failed.ToJson("error"))}\n\n");
                return;
            }
            Add(steps, $$"""
                event: {{family}}.completed
                data: {"type":"{{family}}.completed","b64_json":"
                """);
            Draw(steps, request, i, 1, first);
            Add(steps, "\",\"created_at\":" + $$"""{{created}},{{Echo(request)}},"revised_prompt":"{{Revised(request, motif, i)}}",{{Inputs(request)}}"usage":{{SandboxUsage.Of(request, 1, drafts).ToJson()}}}""" + "\n\n");
            first = false;
        }
    }

    /// <summary>The drafts' detail doubles from one to the next: 1/16, 1/8, 1/4; a single one is 1/8.</summary>
    private static int Coarseness(int draft, int drafts) => drafts == 1 ? 8 : 16 >> draft;

    /// <summary>The members that say how the pictures were made.</summary>
    private static string Echo(SandboxRequest request) =>
        $"\"background\":\"{(request.Transparent ? "transparent" : "opaque")}\",\"output_format\":\"{request.FormatName}\",\"quality\":\"{request.Quality}\",\"size\":\"{request.Size}\"";

    /// <summary>The member that says which pictures were received; nothing without any.</summary>
    private static string Inputs(SandboxRequest request) => request.Inputs.Images.Count == 0 ? "" : $"\"inputs\":{request.Inputs.ToJson()},";

    /// <summary>What a picture shows, escaped for JSON.</summary>
    private static string Revised(SandboxRequest request, Motif motif, int index)
    {
        var picture = request.PictureAt(index);
        var shown = picture.Inputs.Images.Count > 0
            ? EditPainter.Describe(picture, motif)
            : Description.Of(new Scene(motif, Dice.Hash(picture.Prompt, picture.Seed), picture.Transparent));
        return JsonEncodedText.Encode(shown, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
    }

    private static void Pause(List<SandboxStep> steps, SandboxRequest request)
    {
        if (request.Behaviour.Pace > TimeSpan.Zero)
            steps.Add(new SandboxStep.Pause(request.Behaviour.Pace));
    }

    private static void Draw(List<SandboxStep> steps, SandboxRequest request, int index, int coarseness, bool first) =>
        steps.Add(new SandboxStep.Drawing(request.PictureAt(index), coarseness, first ? request.Behaviour.Cut : null));

    private static void Add(List<SandboxStep> steps, string text) => steps.Add(new SandboxStep.Text(Encoding.UTF8.GetBytes(text)));
}
