using Iris.Transforms.Answers;

namespace Iris.Transforms.Dialects.OpenAI;

// Pictures that are kept elsewhere.
internal sealed partial class OpenAIJsonForm
{
    internal override void Kept(KeptPicture picture)
    {
        if (_picture == Picture.Skipped || _hasUrl)
            return;
        _hasUrl = true;
        SeparateInImage();
        Output.Defer(new DeferredPicture(picture, "\"url\":\"", "\"b64_json\":\""));
    }
}
