using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>What an attempt's answer tells besides its pictures, as it is known before the order.</summary>
internal static class AnswerContexts
{
    /// <summary>Creates the context of an attempt's answer.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="capabilities">The model's capabilities there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pictures">The store of its pictures; null where they go out themselves.</param>
    public static AnswerContext Of(
        ImageAttempt attempt, ImageDestination destination, ModelCapabilities capabilities, TimeProvider time, CallPictures? pictures)
    {
        var (call, target) = (attempt.Call, attempt.Target);
        // A store that a reload has named is there from the next start on.
        var policy = call.Url == UrlDelivery.Store && pictures is null ? UrlDelivery.Base64 : call.Url;
        return new AnswerContext(time, call.Started)
        {
            Identity = call.Identity with
            {
                Provider = target.Cluster.Id,
                ModelRequested = call.Identity.ModelRequested ?? target.Asked,
                ResolvedModel = target.Model,
            },
            Request = call.Request!,
            Destination = destination.Id,
            UrlDelivery = CapabilityCheck.DeliveryOf(policy, call.Request!, capabilities),
            Keeper = pictures,
            Pricing = new CallPricing(target.Provider, target.Cluster.PriceOf(target.Model, destination), call.Request!, capabilities),
            EarlierAttempts = call.Trail.Count == 0 ? [] : [.. call.Trail],
        };
    }
}
