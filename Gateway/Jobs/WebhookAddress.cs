using System.Text.Json;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>Which addresses may be told of a job's end: public ones over https, and those that the file allows.</summary>
internal static class WebhookAddress
{
    private const int Longest = 2048;
    private const string Section = "Images.Jobs.Webhooks";

    /// <summary>Reads the address that a request names.</summary>
    /// <param name="json">The member's JSON; null where there is none.</param>
    /// <param name="options">What the file allows; null for nothing.</param>
    public static (string? Address, ImageError? Refusal) Read(ReadOnlyMemory<byte>? json, WebhookOptions? options)
    {
        if (json is not { } text)
            return (null, null);
        if (options is null)
            return (null, JobErrors.Webhook("needs Images.Jobs.Webhooks, which this gateway does not have."));
        string? value;
        try
        {
            using var document = JsonDocument.Parse(text);
            value = document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (JsonException)
        {
            value = null;
        }
        if (value is null || value.Length > Longest || !Uri.TryCreate(value, UriKind.Absolute, out var uri))
            return (null, JobErrors.Webhook("must be an address, as https://example.com/done."));
        return Refuse(uri, options.Targets) is { } why ? (null, JobErrors.Webhook($"is not called: {why}.")) : (uri.AbsoluteUri, null);
    }

    /// <summary>Why an address must not be told, as a clause; null when it may. The socket judges what a name leads to.</summary>
    public static string? Refuse(Uri uri, DownloadsOptions options) =>
        options.Hosts.Count > 0 && !DownloadGuard.IsAny(options.Hosts, uri)
            ? $"its host is not allowed ({Section}.Hosts)"
            : ClientAddress.Refuse(uri, options, DownloadGuard.IsPublic, Section);
}
