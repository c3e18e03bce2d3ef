using Iris.Transforms.Codecs;
using Iris.Transforms.Families.SelfHosted;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>Writes <c>POST {base}/v1/images/generations</c>.</summary>
internal static class SglRequestTransform
{
    public static ProviderRequest Create(ProviderCall call) => SelfHostedRequest.Create(call);
}
