using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Nebius;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>Writes the router's call: path and body are the inference provider's own.</summary>
internal static class HuggingFaceRequest
{
    public static ProviderRequest Create(ProviderCall call, HuggingFaceRow row)
    {
        var model = InferenceModel.Of(call.Model);
        return model.Provider switch
        {
            InferenceModel.HfInference => HfInferenceRequest.Create(call, model),
            InferenceModel.Fal => FalRequest.Create(call, model, row),
            InferenceModel.Nebius => new ProviderRequest
            {
                Uri = AddressPath.Join(call.Address, "nebius/v1/images/generations"),
                Body = NebiusBody.Write(call, model.Path),
            },
            InferenceModel.Together => TogetherRequest.Create(call, model),
            InferenceModel.Replicate => ReplicateRequest.Create(call, model, row),
            _ => throw new InvalidOperationException("refused models are not asked"),
        };
    }
}
