using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

// The members of the request that go to the provider: those that were given and that the model accepts.
public sealed partial class ProviderCall
{
    /// <summary>The number of pictures that this call asks for; null when the client did not give it.</summary>
    public int? Count => Request.N;

    /// <summary>Whether the client needs base64: it asked for it, or for a stream, whose events carry only base64.</summary>
    public bool WantsBase64 => Request.Stream || Request.ResponseFormat == ResponseForm.Base64;

    /// <summary>Whether the client asked for a URL and can get one: events carry none.</summary>
    public bool WantsUrl => Request is { ResponseFormat: ResponseForm.Url, Stream: false };

    /// <summary>Whether the member was given and the model accepts it. All others have been reported before the codec runs.</summary>
    public bool Sends(ImageParameters parameter) => (Request.Given & Capabilities.Accepts & parameter) != 0;

    /// <summary>The value of a member that is sent; otherwise null.</summary>
    public T? Sent<T>(ImageParameters parameter, T? value) => Sends(parameter) ? value : default;

    /// <summary>
    /// A seed within the model's range. A seed beyond it is reported and left out, because another number would give another picture.
    /// </summary>
    public long? Seed(long least, long most)
    {
        if (!Sends(ImageParameters.Seed) || Request.Seed is not { } seed)
            return null;
        if (seed >= least && seed <= most)
            return seed;
        Report.Drop("seed", seed.ToString(), $"the model takes {least} to {most}");
        return null;
    }
}
