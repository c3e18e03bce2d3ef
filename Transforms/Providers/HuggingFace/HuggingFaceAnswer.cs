using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>Chooses the reader of an answer through the router: bytes, fal's, Replicate's or an OpenAI-like answer.</summary>
internal static class HuggingFaceAnswer
{
    // Some deployments answer with JSON instead of bytes: {"data": [{"b64_json" | "url"}]} or {"output": [URL]}.
    private static readonly TaskShape HfInferenceJson = new()
    {
        Addresses = ["data[].url", "output", "output[]"],
        Base64 = ["data[].b64_json"],
        Facts = ["detail", "error", "error_type"],
        ReadFailure = HuggingFaceErrors.ReadFailure,
        Fetches = static call => call.WantsBase64,
    };

    public static AnswerReader CreateReader(ProviderCall call, HuggingFaceRow row, string? contentType, ImageSink sink) =>
        InferenceModel.Of(call.Model).Provider switch
    {
        InferenceModel.HfInference when contentType == "application/json" => new TaskReader(HfInferenceJson, call, sink),
        InferenceModel.HfInference => new ImageBytesReader(sink, contentType),
        InferenceModel.Fal => new TaskReader(FalTask.IsQueued(call, row) ? FalTask.Queue : FalTask.Result, call, sink),
        InferenceModel.Replicate => new TaskReader(ReplicateTask.Shape, call, sink),
        _ => ImagesAnswer.CreateReader(call, contentType, sink, HuggingFaceErrors.Read),
    };
}
