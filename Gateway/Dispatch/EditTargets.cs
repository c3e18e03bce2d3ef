using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Dispatch;

/// <summary>Holds a request's pictures against what its targets do with pictures. A request without any passes.</summary>
internal static class EditTargets
{
    /// <summary>The refusal when no destination of the target takes the request; null when one does, and when there is none to ask.</summary>
    public static ImageError? Judge(ImageCall call, ImageRequest request, ImageTarget target, bool isWhole)
    {
        if (HasNone(request))
            return null;
        ImageError? refusal = null;
        var isAsked = false;
        foreach (var destination in target.Cluster.Destinations.Values)
        {
            if (destination.Unusable is not null || !destination.Models.Allows(target.Model))
                continue;
            isAsked = true;
            var error = Judge(call, request, target, destination, isWhole);
            if (error is null)
                return null;
            refusal ??= error;
        }
        return isAsked ? refusal : EditJudgement.Judge(
            request, target.Cluster.Capabilities.Apply(target.Model, target.Provider.CapabilitiesOf(target.Model)), Asked(call, target), isWhole);
    }

    /// <summary>The refusal of one destination, whose settings may say more about the model; null when it takes the request.</summary>
    public static ImageError? Judge(ImageCall call, ImageRequest request, ImageTarget target, ImageDestination destination, bool isWhole) =>
        HasNone(request) ? null : EditJudgement.Judge(
            request, target.CapabilitiesOf(destination), Asked(call, target), isWhole);

    private static AskedModel Asked(ImageCall call, ImageTarget target) => new(call.RequestType, target.Cluster.Id, target.Model)
    {
        Serves = target.Provider.Serves,
        VariesByEdits = call.Snapshot.Images.VariesByEdits,
        FetchesUrls = call.Snapshot.Images.Downloads.ClientUrls,
        OthersThatEdit = () => ModelHints.OthersThatEdit(call.Snapshot),
    };

    private static bool HasNone(ImageRequest request) => request is { Operation: ImageOperation.Generation, Inputs.Count: 0 };
}
