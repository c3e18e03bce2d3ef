using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>What of a request goes to the provider: what was given and what the model takes.</summary>
public static class CallMembers
{
    /// <summary>Whether the member was given and the model takes it; all others are reported before the codec is asked.</summary>
    public static bool Sends(this ProviderCall call, ImageParameters parameter) =>
        (call.Request.Given & call.Capabilities.Accepts & parameter) != 0;

    /// <summary>The value of a member that is sent, else null.</summary>
    public static T? Sent<T>(this ProviderCall call, ImageParameters parameter, T? value) =>
        call.Sends(parameter) ? value : default;

    /// <summary>How many pictures this call asks for; null when the client did not say.</summary>
    public static int? Count(this ProviderCall call) => call.Request.N;

    /// <summary>Whether only base64 serves the client: it asked for it, or for events, which carry nothing else.</summary>
    public static bool WantsBase64(this ProviderCall call) => call.Request.Stream || call.Request.ResponseFormat == ResponseForm.Base64;

    /// <summary>Whether the client asked for a URL and can be given one: events carry none.</summary>
    public static bool WantsUrl(this ProviderCall call) => call.Request is { ResponseFormat: ResponseForm.Url, Stream: false };

    /// <summary>A seed within the model's range; one beyond it is reported and left out, as another number would be another picture.</summary>
    public static long? Seed(this ProviderCall call, long least, long most)
    {
        if (!call.Sends(ImageParameters.Seed) || call.Request.Seed is not { } seed)
            return null;
        if (seed >= least && seed <= most)
            return seed;
        call.Report.Drop("seed", seed.ToString(), $"the model takes {least} to {most}");
        return null;
    }
}
