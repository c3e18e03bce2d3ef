using System.Globalization;
using System.Text.Json;
using Iris.Gateway.Configuration;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>The versions of the configuration that this process has run on, and the way back to one of them.</summary>
internal sealed class VersionApi(ConfigurationVersions versions, ProxyConfigurationReloader reloader)
{
    private const string Current = "current";

    /// <summary><c>GET /api/config/versions</c>: the latest first.</summary>
    public async Task<ImageError?> ListAsync(HttpContext context)
    {
        var all = versions.All;
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartArray("versions"u8);
            foreach (var version in all.Reverse())
            {
                writer.WriteStartObject();
                Write(writer, version, isInForce: ReferenceEquals(version, all[^1]));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
        return null;
    }

    /// <summary><c>GET /api/config/versions/{number}</c>, or <c>current</c>: with the file's values, secrets left out.</summary>
    public async Task<ImageError?> ShowAsync(HttpContext context, string number)
    {
        var current = versions.Current;
        if ((number.Equals(Current, StringComparison.OrdinalIgnoreCase) ? current : Find(number)) is not { } version)
            return Unknown;
        await AdminResponse.WriteAsync(context, writer =>
        {
            Write(writer, version, isInForce: ReferenceEquals(version, current));
            writer.WriteStartObject("values"u8);
            foreach (var (path, value) in version.Values.Where(value => ConfigurationSecrets.MayShow(value.Key, value.Value)))
                writer.WriteString(path, value);
            writer.WriteEndObject();
            writer.WriteTexts("hidden", version.Values.Where(value => !ConfigurationSecrets.MayShow(value.Key, value.Value)).Select(value => value.Key));
        });
        return null;
    }

    /// <summary><c>POST /api/config/rollback</c>, with <c>{"version": 3}</c> or for the version before the one in force.</summary>
    public async Task<ImageError?> RollBackAsync(HttpContext context)
    {
        var (wanted, error) = await AdminBody.ReadAsync(context, ReadWanted, isOptional: true);
        if (error is not null)
            return error;
        var (version, failure) = await reloader.RollBackAsync(wanted.Number, context.Connection.RemoteIpAddress?.ToString());
        if (version is null)
        {
            return failure is null ? Unknown : ImageError.Invalid(
                $"The version cannot be in force any more: {failure}", "version", "version_invalid", StatusCodes.Status409Conflict);
        }
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteString("message"u8, "The version is in force until the file changes");
            writer.WriteStartObject("version"u8);
            Write(writer, version, isInForce: true);
            writer.WriteEndObject();
        });
        return null;
    }

    private ConfigurationVersion? Find(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? versions.Find(known) : null;

    private static ImageError Unknown { get; } = AdminErrors.NotFound(
        "There is no such version: GET /api/config/versions lists those that are kept. A restart forgets them.");

    private static (Wanted, ImageError?) ReadWanted(JsonElement body)
    {
        var wanted = default(Wanted);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name != "version")
                return (default, AdminErrors.Invalid(Calls.PrintableText.Of(member.Name), "is unknown here; there is version"));
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var number))
                return (default, AdminErrors.Invalid("version", "must be the number of a version"));
            wanted = new(number);
        }
        return (wanted, null);
    }

    private static void Write(Utf8JsonWriter writer, ConfigurationVersion version, bool isInForce)
    {
        writer.WriteNumber("version"u8, version.Number);
        writer.WriteBoolean("in_force"u8, isInForce);
        writer.WriteTime("applied", version.Applied);
        writer.WriteString("origin"u8, version.Origin.ToString().ToLowerInvariant());
        writer.WriteNumberOrNull("source_version", version.Source);
        writer.WriteString("by"u8, version.By);
        writer.WriteNumber("hash"u8, version.Content.Hash);
        writer.WriteTexts("changes", version.Changes);
        writer.WriteTexts("restart", version.Restart);
    }

    private readonly record struct Wanted(int? Number);
}
