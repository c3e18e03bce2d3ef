using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>A call as the exchange makes it.</summary>
internal static class Call
{
    /// <summary>A request with every optional member of the contract.</summary>
    public const string Everything =
        "\"n\":2,\"size\":\"1024X1024\",\"quality\":\"high\",\"style\":\"vivid\",\"response_format\":\"b64_json\",\"background\":\"opaque\",\"moderation\":\"low\"," +
        "\"output_format\":\"webp\",\"output_compression\":80,\"partial_images\":1,\"input_images\":[\"a\"],\"seed\":7,\"negative_prompt\":\"rain\"," +
        "\"num_inference_steps\":28,\"aspect_ratio\":\"1:1\",\"resolution\":\"2K\",\"user\":\"u\",\"safety_identifier\":\"s\",\"complexity\":\"low\"," +
        "\"frame_count\":9,\"frame_duration_ms\":200,\"svg\":{\"model\":\"x\"}";

    public static ProviderCall Of(
        string api, string model, string members = "\"n\":1", string address = "https://api.example/v1/", Dictionary<string, string>? settings = null) =>
        Of(api, model, ReadRequest.Good(ReadRequest.With(members)), address, settings);

    public static ProviderCall Of(
        string api, string model, ImageRequest request, string address = "https://api.example/v1/", Dictionary<string, string>? settings = null) => new()
        {
            Request = request,
            Model = model,
            Address = new Uri(address),
            Settings = settings ?? [],
            Capabilities = ProviderCatalog.All[api].CapabilitiesOf(model),
        };

    public static ProviderRequest Create(string api, ProviderCall call) => ProviderCatalog.All[api].CreateRequest(call);

    public static string Body(string api, ProviderCall call) => CodecCall.Text(Create(api, call));
}
