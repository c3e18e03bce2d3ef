using Iris.Gateway.Model;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Iris.Gateway.Ingress;

/// <summary>Finds the provider of an edit or variation, so that the refusal can name it.</summary>
internal static class UnsupportedOperation
{
    private const int MaxSections = 32;

    /// <summary>The cluster of the form's <c>model</c>, else the route's own; null when neither is known.</summary>
    public static async ValueTask<string?> FindProviderAsync(HttpContext context, ProxySnapshot snapshot, IngressRoute ingress)
    {
        var model = ingress.Deployment ?? await ReadModelAsync(context);
        if (model is not null && ingress.Source != ModelSource.PathCluster)
        {
            if (snapshot.Images.Models.TryGetValue(model, out var alias))
                model = alias.Target;
            var slash = model.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && snapshot.ImageClusters.TryGetValue(model[..slash], out var cluster))
                return cluster.Id;
            if (slash > 0 && ingress.Source == ModelSource.Prefix)
                return model[..slash] is { Length: <= 64 } prefix ? prefix : null;
        }
        return ingress.ClusterId;
    }

    // Files before the field are skipped in the server's own small segments and not kept.
    private static async ValueTask<string?> ReadModelAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is not { Length: > 0 and <= 70 } boundary)
        {
            return null;
        }
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            for (var i = 0; i < MaxSections; i++)
            {
                if (await reader.ReadNextSectionAsync(context.RequestAborted) is not { } section)
                    return null;
                if (section.AsFormDataSection() is { Name: "model" } field)
                {
                    var buffer = new char[256];
                    using var text = new StreamReader(field.Section.Body);
                    var length = await text.ReadBlockAsync(buffer, context.RequestAborted);
                    return new string(buffer, 0, length).Trim();
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or BadHttpRequestException)
        {
            // The call is refused anyway; with an incomplete form only the provider's name is missing.
        }
        return null;
    }
}
