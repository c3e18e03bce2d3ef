using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Gateway.Endpoints;

/// <summary>
/// Writes a model as OpenAI's API does, and beside it, in <c>capabilities</c>, what it takes. Clients of OpenAI's API pass over members that they do
/// not know.
/// </summary>
internal static class ModelDescription
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter writer, in ListedModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, model.Id);
        writer.WriteString("object"u8, "model");
        writer.WriteNumber("created"u8, 0);
        writer.WriteString("owned_by"u8, model.Owner);
        writer.WriteStartObject("capabilities"u8);
        WriteCapabilities(writer, model.Row, model.Operations);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter writer, ModelCapabilities row, ImageOperations served)
    {
        writer.WriteStartArray("operations"u8);
        Flag(ImageOperations.Generation, "generation");
        Flag(ImageOperations.Edit, "edit");
        Flag(ImageOperations.Variation, "variation");
        writer.WriteEndArray();
        // More than one call gives is asked for in several calls.
        writer.WriteNumber("n"u8, 10);
        writer.WriteNumber("images_per_call"u8, row.MaxImages);
        WriteShape(writer, row);
        WriteList(writer, "qualities", row.Qualities);
        WriteList(writer, "output_formats", row.Formats);
        writer.WriteBoolean("streams"u8, row.Streams);
        writer.WriteBoolean("url"u8, row.GivesUrl);
        writer.WriteBoolean("seed"u8, row.Accepts.HasFlag(ImageParameters.Seed));
        WriteList(writer, "parameters", [.. RequestMembers.All.Where(member => (row.Accepts & member.Flag) != 0).Select(member => member.Name)]);
        if (row.Edits is { } edits && (served & (ImageOperations.Edit | ImageOperations.Variation)) != 0)
            WriteInputs(writer, edits);
        if (row.Retired is { } retired)
        {
            writer.WriteStartObject("retired"u8);
            writer.WriteString("on"u8, retired.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteString("replacement"u8, retired.Replacement);
            writer.WriteEndObject();
        }

        void Flag(ImageOperations operation, string name)
        {
            if (served.HasFlag(operation))
                writer.WriteStringValue(name);
        }
    }

    private static void WriteShape(Utf8JsonWriter writer, ModelCapabilities row)
    {
        var values = row.Shape.Values;
        WriteList(writer, "sizes", [.. (values.Sizes ?? []).Select(size => size.ToString())]);
        if (values.Edges is { } edges)
        {
            writer.WriteStartObject("edges"u8);
            writer.WriteNumber("multiple"u8, edges.Multiple);
            writer.WriteNumber("min"u8, edges.Least);
            writer.WriteNumber("max"u8, edges.Most);
            writer.WriteEndObject();
        }
        WriteList(writer, "aspect_ratios", values.Ratios ?? []);
        WriteList(writer, "resolutions", values.Tiers ?? []);
    }

    private static void WriteInputs(Utf8JsonWriter writer, EditCapabilities inputs)
    {
        writer.WriteStartObject("inputs"u8);
        writer.WriteNumber("images"u8, inputs.MostInputs);
        WriteList(writer, "media_types", inputs.MediaTypes);
        writer.WriteBoolean("mask"u8, inputs.Mask != MaskForm.None);
        writer.WriteBoolean("prompt_required"u8, inputs.NeedsPrompt);
        writer.WriteEndObject();
    }

    // What is not known is not said.
    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
