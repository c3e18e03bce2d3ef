using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>Writes the sandbox's call, <c>POST http://sandbox/images/generations</c>.</summary>
internal static class SandboxRequestTransform
{
    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "images/generations"),
        Body = ImagesRequestWriter.Write(call, call.Model),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };
}
