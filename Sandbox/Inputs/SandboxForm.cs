using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Iris.Sandbox.Inputs;

/// <summary>
/// Reads a request with pictures (<c>multipart/form-data</c>) while it is sent: a picture is decoded as its bytes pass by, and no upload is held.
/// </summary>
internal static class SandboxForm
{
    private const int MostText = 1024 * 1024;
    private const int MostBoundary = 70;
    private static readonly string[] Numbers = ["n", "output_compression", "partial_images", "seed"];

    /// <summary>Reads the form.</summary>
    /// <param name="content">The request's body.</param>
    /// <param name="inputs">Receives the pictures.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <returns>The other members, as one JSON object in UTF-8; or what is wrong.</returns>
    public static async Task<(ReadOnlyMemory<byte> Members, SandboxError? Error)> ReadAsync(
        HttpContent content, SandboxInputs inputs, CancellationToken cancellation)
    {
        var boundary = content.Headers.ContentType?.Parameters.FirstOrDefault(parameter => parameter.Name == "boundary")?.Value?.Trim('"');
        if (boundary is not { Length: > 0 and <= MostBoundary })
            return (default, SandboxError.Body("The Content-Type of your form has no boundary."));
        // The request is written into the pipe while the form is read from it: at most 64 KB lie in between.
        var pipe = new Pipe();
        var sending = SendAsync(content, pipe.Writer, cancellation);
        try
        {
            return await ReadAsync(new MultipartReader(boundary, pipe.Reader.AsStream()), inputs, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !sending.IsFaulted)
        {
            return (default, SandboxError.Body("We could not parse the form of your request."));
        }
        finally
        {
            // What is left of a refused request goes nowhere.
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HttpContent content, PipeWriter into, CancellationToken cancellation)
    {
        try
        {
            await content.CopyToAsync(into.AsStream(leaveOpen: true), cancellation).ConfigureAwait(false);
            await into.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await into.CompleteAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<(ReadOnlyMemory<byte>, SandboxError?)> ReadAsync(
        MultipartReader form, SandboxInputs inputs, CancellationToken cancellation)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        var held = 0;
        while (await form.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                return (default, SandboxError.Body("A part of your form has no Content-Disposition."));
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (disposition.FileName.HasValue)
            {
                if (await ReadPictureAsync(name, section.Body, inputs, cancellation).ConfigureAwait(false) is { } fault)
                    return (default, fault);
                continue;
            }
            var text = await ReadTextAsync(section.Body, MostText - held, cancellation).ConfigureAwait(false);
            if (text is null)
                return (default, SandboxError.For(413));
            held += text.Length;
            members[name] = text;
        }
        return (ToJson(members), inputs.Check());
    }

    private static Task<SandboxError?> ReadPictureAsync(string name, Stream upload, SandboxInputs inputs, CancellationToken cancellation) =>
        name switch
    {
        "image" or "image[]" => SandboxPainter.SeatAsync(() => inputs.Add(upload), TaskCreationOptions.LongRunning, cancellation),
        "mask" => SandboxPainter.SeatAsync(() => inputs.AddMask(upload), TaskCreationOptions.LongRunning, cancellation),
        _ => Task.FromResult<SandboxError?>(SandboxError.Value(name, $"Unknown parameter: '{name}'.", "unknown_parameter")),
    };

    private static async Task<string?> ReadTextAsync(Stream part, int most, CancellationToken cancellation)
    {
        var text = new ArrayBufferWriter<byte>();
        while (true)
        {
            var count = await part.ReadAsync(text.GetMemory(1024), cancellation).ConfigureAwait(false);
            if (count == 0)
                return Encoding.UTF8.GetString(text.WrittenSpan);
            text.Advance(count);
            if (text.WrittenCount > most)
                return null;
        }
    }

    // A form has texts only: the members that are none are written as what they say.
    private static ReadOnlyMemory<byte> ToJson(Dictionary<string, string> members)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        foreach (var (name, text) in members)
        {
            if (Numbers.Contains(name) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                writer.WriteNumber(name, number);
            else if (name == "stream" && text is "true" or "false")
                writer.WriteBoolean(name, text == "true");
            else
                writer.WriteString(name, text);
        }
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }
}
