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
        if (await RefuseAsync(context))
            return;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list");
        writer.WriteStartArray("data"u8);
        var key = KeyOf(context).Key;
        foreach (var model in ListOf(context).Models())
        {
            if (MayUse(key, model))
                ModelDescription.Write(writer, model);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    private static async Task WriteModelAsync(HttpContext context, string images)
    {
        if (await RefuseAsync(context))
            return;
        var name = ((string)context.GetRouteValue(Name)!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (ListOf(context).Find(name, images) is not { } model || !MayUse(KeyOf(context).Key, model))
        {
            await EnvelopeResponse.WriteAsync(context, new FailureReport
            {
                Error = ImageError.Invalid(
                    $"The model '{PrintableText.Of(name)}' does not exist, or this gateway does not know it.", "model", "model_not_found", StatusCodes.Status404NotFound),
                Identity = new(context.RequestServices.GetRequiredService<RequestIds>().Of(context)),
            });
            return;
        }
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        ModelDescription.Write(writer, model);
        await writer.FlushAsync(context.RequestAborted);
    }

    // A list is what the asking key may use, and who has to bring one is told so here as everywhere.
    private static async Task<bool> RefuseAsync(HttpContext context)
    {
        if (KeyOf(context).Refusal is not { } refusal)
            return false;
        await EnvelopeResponse.WriteAsync(
            context, new FailureReport { Error = refusal, Identity = new(context.RequestServices.GetRequiredService<RequestIds>().Of(context)) });
        return true;
    }

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
