using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>Writes <c>POST {base}/images/generations</c>.</summary>
internal static class OpenAIRequestTransform
{
    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "images/generations"),
        Body = ImagesRequestWriter.Write(call, call.Model),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };
}
