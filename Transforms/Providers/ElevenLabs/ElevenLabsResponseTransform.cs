using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>From the receipt of an order to its picture.</summary>
internal static class ElevenLabsResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, ImageSink sink) => new ElevenLabsReader(call, sink, id: null);

    /// <summary>The leg that asks how far an order is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="id">The order's id, as the receipt has it.</param>
    public static ProviderLeg Poll(ProviderCall call, string id) => new()
    {
        Kind = LegKind.Poll,
        Request = new ProviderRequest
        {
            Method = "GET",
            Uri = AddressPath.Join(call.Address, "v1", "flows/image/" + Uri.EscapeDataString(id)),
        },
        CreateReader = (_, sink) => new ElevenLabsReader(call, sink, id),
    };
}
