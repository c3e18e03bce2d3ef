using System.Text.Json;
using Iris.Gateway.Access;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Endpoints;

/// <summary>
/// <c>GET /v1/models</c> and <c>/openai/v1/models</c>: the models that clients can use now, in OpenAI's list form; with a model's name behind it,
/// that model alone.
/// </summary>
internal static class ModelEndpoints
{
    private const string Name = "name";

    public static void MapModels(this IEndpointRouteBuilder endpoints, string prefix)
    {
        foreach (var root in (ReadOnlySpan<string>)["/v1", "/openai/v1"])
        {
            var images = root + "/images/";
            endpoints.MapGet($"{prefix}{root}/models", WriteListAsync);
            // A catch-all, because a name holds slashes; clients send them bare or as %2F.
            endpoints.MapGet($"{prefix}{root}/models/{{**{Name}:minlength(1)}}", context => WriteModelAsync(context, images));
        }
    }

    private static async Task WriteListAsync(HttpContext context)
    {
        var (key, refusal) = KeyOf(context);
        if (refusal is not null)
        {
            await WriteAsync(context, refusal);
            return;
        }
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list");
        writer.WriteStartArray("data"u8);
        foreach (var model in ListOf(context).Models())
        {
            if (MayUse(key, model))
                ModelDescription.Write(writer, model);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await EndAsync(context, writer);
    }

    private static async Task WriteModelAsync(HttpContext context, string images)
    {
        var (key, refusal) = KeyOf(context);
        var name = ((string)context.GetRouteValue(Name)!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (refusal is not null || ListOf(context).Find(name, images) is not { } model || !MayUse(key, model))
        {
            await WriteAsync(context, refusal ?? ImageError.Invalid(
                $"The model '{PrintableText.Of(name)}' does not exist, or this gateway does not know it.", "model", "model_not_found", StatusCodes.Status404NotFound));
            return;
        }
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        ModelDescription.Write(writer, model);
        await EndAsync(context, writer);
    }

    // Over HTTP/3 the server loses what is not flushed before its response ends.
    private static async Task EndAsync(HttpContext context, Utf8JsonWriter writer)
    {
        await writer.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, ImageError error) => EnvelopeResponse.WriteAsync(
        context, new FailureReport { Error = error, Identity = new(context.RequestServices.GetRequiredService<RequestIds>().Of(context)) });

    // A list is what the asking key may use, and who has to bring one is told so here as everywhere.
    private static (ClientKey? Key, ImageError? Refusal) KeyOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ProxyConfigurationProvider>().Current.Images.Access is { } access
            ? PresentedKeys.Identify(access, context.Request, [], context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
            : default;

    private static bool MayUse(ClientKey? key, ListedModel model) =>
        key is null || (key.Models.Allows(model.Owner, model.Model) && (key.Operations & model.Operations) != 0);

    private static ModelList ListOf(HttpContext context) => new(
        context.RequestServices.GetRequiredService<ProxyConfigurationProvider>().Current,
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());
}
