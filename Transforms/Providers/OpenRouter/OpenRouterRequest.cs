using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>Writes <c>POST {base}/images</c> or <c>POST {base}/chat/completions</c>, depending on the model's row.</summary>
internal static class OpenRouterRequest
{
    public static ProviderRequest Create(ProviderCall call, OpenRouterRow row)
    {
        return new ProviderRequest
        {
            Uri = AddressPath.Join(call.Address, "api/v1", row.IsChat ? "chat/completions" : "images"),
            Body = BodyWriter.Write(body =>
            {
                if (row.IsChat)
                    ChatBody.Write(body, call, row);
                else
                    ImagesBody.Write(body, call, row);
            }),
            // Only some authors' models stream; the others send a plain answer to the same request.
            Accept = call.Streams ? "text/event-stream" : "application/json",
        };
    }
}
