using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>The refusals of access, with the statuses and types of Bifrost (docs/access.md, "Refusals").</summary>
internal static class AccessErrors
{
    /// <summary>No key was presented.</summary>
    public static ImageError KeyRequired { get; } = Refusal(
        StatusCodes.Status401Unauthorized, "virtual_key_required", "virtual key is required. Provide a virtual key via the x-bf-vk header, or as Authorization: Bearer.");

    /// <summary>A key was presented that the gateway does not know.</summary>
    public static ImageError KeyUnknown { get; } = Refusal(
        StatusCodes.Status401Unauthorized, "virtual_key_not_found", "virtual key not found. Check the key that was sent; the gateway does not know it.");

    /// <summary>The file has switched the key off.</summary>
    public static ImageError Inactive { get; } = Refusal(StatusCodes.Status403Forbidden, "access_blocked", "virtual key is inactive");

    /// <summary>The key has ended.</summary>
    public static ImageError Expired { get; } = Refusal(StatusCodes.Status403Forbidden, "access_blocked", "virtual key has expired");

    /// <summary>The state cannot be reached, and the file wants calls refused then.</summary>
    public static ImageError StateUnavailable { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "state_unavailable",
        Code = "state_unavailable",
        Message = "The gateway cannot reach the store of its limits and budgets, and lets nothing in without it (Images.Access.OnStateFailure).",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The key may not use the model.</summary>
    public static ImageError Model(ClientKey key, ImageTarget target) => key.Models.AllowsAnyOf(target.Cluster.Id)
        ? Refusal(
            StatusCodes.Status403Forbidden, "model_blocked",
            $"Model '{PrintableText.Of($"{target.Cluster.Id}/{target.Model}")}' is not allowed for virtual key '{key.Name}'") with { Param = "model" }
        : Provider(key, target.Cluster.Id) with { Param = "model" };

    /// <summary>The key may not use the provider.</summary>
    public static ImageError Provider(ClientKey key, string cluster) => Refusal(
        StatusCodes.Status403Forbidden, "provider_blocked", $"Provider '{cluster}' is not allowed for virtual key '{key.Name}'");

    /// <summary>The key may not ask for the operation.</summary>
    public static ImageError Operation(ClientKey key, string requestType) => Refusal(
        StatusCodes.Status403Forbidden, "operation_blocked", $"Operation '{requestType}' is not allowed for virtual key '{key.Name}'");

    /// <summary>Nobody knows what the call costs, and there is a budget to hold.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What has no price.</param>
    /// <param name="wayOut">What the file may say about it.</param>
    public static ImageError Unpriced(ClientKey key, string what, string wayOut) => Refusal(
        StatusCodes.Status403Forbidden, "model_unpriced",
        $"{what} has no known price, and virtual key '{key.Name}' has a budget. {wayOut}, or let the key make such calls (\"Unpriced\": \"allow\").");

    /// <summary>Limits have no room for the call.</summary>
    /// <param name="violations">The limits, at least one.</param>
    /// <param name="now">The present time.</param>
    public static ImageError Exceeded(IReadOnlyList<Violation> violations, DateTimeOffset now)
    {
        foreach (var violation in violations)
        {
            if (violation.Demand.Counter.Kind == UsageKind.Usd)
                return Budget(violation, now);
        }
        var kinds = violations.Select(violation => violation.Demand.Counter.Kind).Distinct().ToArray();
        var type = kinds switch
        {
            [UsageKind.Requests] => "request_limited",
            [UsageKind.Tokens] => "token_limited",
            _ => "rate_limited",
        };
        var holder = violations[0].Demand.Counter.Holder;
        var wait = violations.Max(violation => (violation.Ends ?? now.AddSeconds(1)) - now);
        return Refusal(
            StatusCodes.Status429TooManyRequests, type,
            $"Rate limit exceeded: rate limit violated for {holder}: [{string.Join(", ", violations.Select(Describe))}]") with { RetryAfter = wait };
    }

    private static ImageError Budget(in Violation violation, DateTimeOffset now)
    {
        var counter = violation.Demand.Counter;
        var needs = violation.Demand.Amount == 0 ? "" : $" (this call may cost up to {Usd(violation.Demand.Amount)})";
        var total = Tally.Add(violation.Taken, violation.Demand.Amount);
        var resets = violation.Ends is { } end ? string.Create(CultureInfo.InvariantCulture, $"; it resets at {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : "; it does not reset";
        return Refusal(
            StatusCodes.Status402PaymentRequired, "budget_exceeded",
            $"Budget exceeded: {counter.Holder} budget exceeded: {Usd(total)} {(violation.Demand.Amount == 0 ? ">=" : ">")} {Usd(violation.Limit)} dollars{needs}{resets}") with
        {
            RetryAfter = violation.Ends - now,
        };
    }

    private static string Describe(Violation violation)
    {
        var counter = violation.Demand.Counter;
        if (counter.Kind == UsageKind.Concurrent)
            return string.Create(CultureInfo.InvariantCulture, $"limit of calls at once exceeded ({Tally.Add(violation.Taken, 1)}/{violation.Limit})");
        var word = counter.Kind switch { UsageKind.Images => "image", UsageKind.Tokens => "token", _ => "request" };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{word} limit exceeded ({Tally.Add(violation.Taken, violation.Demand.Amount)}/{violation.Limit}, {(counter.Window.IsForever ? "never resets" : $"resets every {counter.Window}")})");
    }

    private static string Usd(long nano) => (nano / (decimal)UsageCounter.Nano).ToString("0.0000", CultureInfo.InvariantCulture);

    private static ImageError Refusal(int status, string type, string message) =>
        new() { Status = status, Type = type, Code = type, Message = message };
}
