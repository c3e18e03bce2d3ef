using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>Reads what comes back through the router: bytes, fal's, Replicate's or an OpenAI-like answer.</summary>
internal static class HuggingFaceResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => InferenceModel.Of(call.Model).Provider switch
    {
        InferenceModel.HfInference when contentType == "application/json" => new HfInferenceJsonReader(call, sink),
        InferenceModel.HfInference => new ImageBytesReader(sink, contentType),
        InferenceModel.Fal when FalQueue.IsUsed(call) => new FalSubmitReader(call),
        InferenceModel.Fal => new FalImagesReader(call, sink),
        InferenceModel.Replicate => new ReplicateReader(call, sink),
        _ => ImagesAnswer.CreateReader(contentType, sink, HuggingFaceErrorTransform.Read),
    };
}
