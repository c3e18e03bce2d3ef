using Iris.Transforms.Answers;

namespace Iris.Transforms.Dialects.OpenAI;

// Pictures that are kept elsewhere.
internal sealed partial class OpenAISseForm
{
    internal override void Kept(KeptPicture picture)
    {
        CloseBase64();
        if (_inEvent.Add("url"))
            Output.Defer(new DeferredPicture(picture, ",\"url\":\"", null));
    }
}
