using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>Writes <c>POST {base}/models/{model}:{method}</c>.</summary>
internal static class GeminiRequestTransform
{
    public static ProviderRequest Create(ProviderCall call)
    {
        var model = GeminiModels.Of(call.Model);
        return GoogleCall.CreateRequest(call, model, AddressPath.Join(call.Address, "v1beta", $"models/{GoogleCall.MethodOf(call, model)}"));
    }
}
