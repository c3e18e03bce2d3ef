using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: a model that cannot do all of what is asked with pictures is not asked, and the refusal names what it is.</summary>
public sealed class EditJudgementTests
{
    private static readonly EditCapabilities Plain = new() { MostInputs = 2, MediaTypes = ["image/png"] };
    private static readonly EditCapabilities Masks = new() { MostInputs = 2, Mask = MaskForm.Alpha };
    private static readonly EditCapabilities Far =
        new() { MostInputs = 2, TakesUrls = true, UrlPrefixes = ["gs://"], TakesFileIds = true, Mask = MaskForm.White };
    private static readonly EditCapabilities Erase = new() { MostInputs = 1, NeedsPrompt = false, Varies = true };

    private static IEnumerable<TestCaseData> Cases()
    {
        var (png, jpeg) = (Picture("image", "image/png"), Picture("image[1]", "image/jpeg"));
        var url = new ImageInput { Name = "image", Url = "https://a.example/b.png" };
        var stored = new ImageInput { Name = "image", Url = "GS://bucket/b.png" };
        var file = new ImageInput { Name = "image", FileId = "file-1" };
        var mask = Picture("mask", "image/png");
        var edit = new ImageRequest { Operation = ImageOperation.Edit, Prompt = "p", Inputs = [png] };
        var variation = new ImageRequest { Operation = ImageOperation.Variation, Inputs = [png] };
        var generation = new ImageRequest { Prompt = "p", Inputs = [png] };

        yield return Case("an edit", edit, Plain, null);
        yield return Case("an edit of a model that draws from text", edit, null, "unsupported_operation ");
        yield return Case("a generation with pictures for a model that draws from text", generation, null, null);
        yield return Case("a generation with more pictures than the model takes", generation with { Inputs = [png, png, png] }, Plain, "unsupported_parameter image");
        yield return Case("a variation of a model that only edits", variation, Plain, "unsupported_operation ");
        yield return Case("a variation", variation, Erase, null);
        yield return Case("a mask that the model has not", edit with { Mask = mask }, Plain, "unsupported_parameter mask");
        yield return Case("a mask", edit with { Mask = mask }, Masks, null);
        yield return Case("a mask of a format that the model does not read", edit with { Mask = mask }, Masks with { MediaTypes = ["image/webp"] }, "unsupported_parameter image");
        yield return Case("three pictures", edit with { Inputs = [png, png, png] }, Plain, "unsupported_parameter image");
        yield return Case("a format that the model does not read", edit with { Inputs = [png, jpeg] }, Plain, "unsupported_parameter image[1]");
        yield return Case("any format", edit with { Inputs = [png, jpeg] }, Masks, null);
        yield return Case("an address", edit with { Inputs = [url] }, Plain, "unsupported_value image");
        yield return Case("an address of another kind", edit with { Inputs = [url] }, Far, "unsupported_value image");
        yield return Case("an address of its kind", edit with { Inputs = [stored] }, Far, null);
        yield return Case("a file id", edit with { Inputs = [file] }, Plain, "unsupported_value image");
        yield return Case("a file id that it knows", edit with { Inputs = [file] }, Far, null);
        yield return Case("a mask that is an address", edit with { Mask = url with { Name = "mask" } }, Masks, "unsupported_value mask");
        yield return Case("no prompt", edit with { Prompt = " " }, Plain, "missing_required_parameter prompt");
        yield return Case("no prompt where none is needed", edit with { Prompt = "" }, Erase, null);

        static TestCaseData Case(string name, ImageRequest request, EditCapabilities? edits, string? refusal) =>
            new TestCaseData(request, edits, refusal).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void Judge_EachRule_RefusesByCodeAndName(ImageRequest request, EditCapabilities? edits, string? refusal)
    {
        var error = EditJudgement.Judge(request, Row(edits), Asked, isWhole: true);

        Assert.That(error is null ? null : $"{error.Code} {error.Param}", Is.EqualTo(refusal), error?.Message);
    }

    [Test]
    public void Judge_BeginningOfARequest_MissesNothingThatMayCome() =>
        Assert.That(EditJudgement.Judge(new ImageRequest { Operation = ImageOperation.Edit }, Row(Plain), Asked, isWhole: false), Is.Null);

    [Test]
    public void Judge_CodecThatWritesNoEdits_RefusesWhateverTheRowSays() => Assert.That(
        EditJudgement.Judge(new ImageRequest { Operation = ImageOperation.Edit }, Row(Plain), Asked with { Serves = ImageOperations.Generation },
            isWhole: true)?.Message,
        Is.EqualTo("image_edit is not supported by there provider: others do"));

    [Test]
    public void Judge_VariationsByEdits_LetsWhoEditsPass()
    {
        var request = new ImageRequest { Operation = ImageOperation.Variation, Inputs = [Picture("image", "image/png")] };

        Assert.That(EditJudgement.Judge(request, Row(Plain), Asked with { VariesByEdits = true }, isWhole: true), Is.Null);
        Assert.That(ModelRequest.Of(request, Row(Plain), Asked.Serves),
            Is.EqualTo(request with { Operation = ImageOperation.Edit, Prompt = ModelRequest.VariationPrompt }));
        Assert.That(ModelRequest.Of(request, Row(Erase), Asked.Serves), Is.SameAs(request));
    }

    private static AskedModel Asked => new("image_edit", "there", "m")
    {
        Serves = ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation,
        OthersThatEdit = () => ": others do",
    };

    private static ModelCapabilities Row(EditCapabilities? edits) => new() { Models = "*", Accepts = ImageParameters.None, Edits = edits };

    private static ImageInput Picture(string name, string type) =>
        new() { Name = name, Content = new HeldContent(new byte[] { 1 }), MediaType = type };
}
