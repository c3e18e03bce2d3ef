using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>Writes an explanation for programs.</summary>
internal static class ExplanationJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, Explanation explanation) => JsonText.Write(terminal, json =>
    {
        json.WriteString("route"u8, explanation.Route?.RouteId);
        json.WriteString("key"u8, explanation.Key);
        json.WriteBoolean("key_missing"u8, explanation.AsksForKey && explanation.Key is null);
        json.WriteBoolean("sent"u8, explanation.IsSent);
        json.WriteStartArray("targets"u8);
        foreach (var step in explanation.Steps)
            WriteTarget(json, explanation, step);
        json.WriteEndArray();
        if (explanation.Call?.Request is null)
            WriteRequests(json, explanation.Sent);
        if (explanation.IsSent)
            return;
        json.WriteNumber("status"u8, explanation.Status);
        json.WriteString("answer"u8, explanation.Answer);
    });

    private static void WriteTarget(Utf8JsonWriter json, Explanation explanation, ExplainedTarget step)
    {
        json.WriteStartObject();
        json.WriteString("cluster"u8, step.Cluster);
        json.WriteString("model"u8, step.Model);
        json.WriteString("passed_over"u8, step.Refused);
        if (step.Worst is { } worst)
            json.WriteNumber("at_most_usd"u8, worst.Amount);
        else
            json.WriteNull("at_most_usd"u8);
        json.WriteStartArray("members"u8);
        foreach (var fate in step.Attempts.Count == 0 ? [] : MemberFate.Of(explanation.Call!.Request!, step.Changes))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, fate.Name);
            json.WriteString("asked"u8, fate.Asked);
            json.WriteString("is"u8, fate.Fate);
            json.WriteString("sent"u8, fate.Sent);
            json.WriteString("why"u8, fate.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("destinations"u8);
        foreach (var attempt in step.Attempts)
            WriteAttempt(json, explanation, attempt);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAttempt(Utf8JsonWriter json, Explanation explanation, ImageAttempt attempt)
    {
        if (attempt.Result?.Destination is not { } destination)
            return;
        json.WriteStartObject();
        json.WriteString("id"u8, destination.Id);
        json.WriteString("address"u8, destination.Address.AbsoluteUri);
        json.WriteNumber("weight"u8, destination.Weight);
        WriteRequests(json, explanation.Sent.Where(request => ReferenceEquals(request.Attempt, attempt)));
        json.WriteEndObject();
    }

    private static void WriteRequests(Utf8JsonWriter json, IEnumerable<SentRequest> requests)
    {
        json.WriteStartArray("requests"u8);
        foreach (var request in requests)
        {
            json.WriteStartObject();
            json.WriteString("method"u8, request.Method);
            json.WriteString("url"u8, request.Uri);
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in request.Headers)
                json.WriteString(name, value);
            json.WriteEndObject();
            // A form with pictures is no text.
            if (IsText(request.Body))
                json.WriteString("body"u8, request.Body);
            else
                json.WriteBase64String("body_base64"u8, request.Body);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool IsText(byte[] body) => System.Text.Unicode.Utf8.IsValid(body);
}
