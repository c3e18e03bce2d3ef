using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>The members of a request that go to the provider: those that were given and that the model accepts.</summary>
public static class CallMembers
{
    /// <summary>Whether the member was given and the model accepts it. All others have been reported before the codec runs.</summary>
    public static bool Sends(this ProviderCall call, ImageParameters parameter) =>
        (call.Request.Given & call.Capabilities.Accepts & parameter) != 0;

    /// <summary>The value of a member that is sent; otherwise null.</summary>
    public static T? Sent<T>(this ProviderCall call, ImageParameters parameter, T? value) =>
        call.Sends(parameter) ? value : default;

    /// <summary>The number of pictures that this call asks for; null when the client did not give it.</summary>
    public static int? Count(this ProviderCall call) => call.Request.N;

    /// <summary>Whether the client needs base64: it asked for it, or for a stream, whose events carry only base64.</summary>
    public static bool WantsBase64(this ProviderCall call) => call.Request.Stream || call.Request.ResponseFormat == ResponseForm.Base64;

    /// <summary>Whether the client asked for a URL and can get one: events carry none.</summary>
    public static bool WantsUrl(this ProviderCall call) => call.Request is { ResponseFormat: ResponseForm.Url, Stream: false };

    /// <summary>
    /// A seed within the model's range. A seed beyond it is reported and left out, because another number would give another picture.
    /// </summary>
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
