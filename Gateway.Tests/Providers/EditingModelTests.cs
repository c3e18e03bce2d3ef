using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

/// <summary>Promise: a model that is offered for edits gets every picture and the mask; none is lost on the way, whatever the provider.</summary>
public sealed class EditingModelTests
{
    private static IEnumerable<TestCaseData> Models() =>
        from name in ProviderCatalog.All.Names
        let provider = ProviderCatalog.All[name]
        where provider.Serves.HasFlag(ImageOperations.Edit)
        from row in provider.Models
        where row.Edits is not null
        from isMasked in row.Edits!.MostInputsWithMask is null ? new[] { true } : [true, false]
        select new TestCaseData(provider, row, isMasked).SetArgDisplayNames(name, row.Models, isMasked ? "with its mask" : "without a mask");

    [TestCaseSource(nameof(Models))]
    public void Model_ThatIsOfferedForEdits_GetsEveryPicture(ImageProvider provider, ModelCapabilities row, bool isMasked)
    {
        var edits = row.Edits!;
        var inputs = Enumerable.Range(0, isMasked ? edits.MostInputsWithMask ?? edits.MostInputs : edits.MostInputs)
            .Select(i => Picture(i == 0 ? "image" : $"image[{i}]")).ToArray();
        var mask = edits.Mask == MaskForm.None || !isMasked ? null : Picture("mask");
        // Every member that some model of the table needs.
        var request = ReadRequest.Good(ReadRequest.With("\"left\":1,\"search_prompt\":\"a\",\"select_prompt\":\"a\"")) with
        {
            Operation = ImageOperation.Edit,
            Inputs = inputs,
            Mask = mask,
        };
        var model = row.Listed.Count > 0 ? row.Listed[0] : row.Models.TrimEnd('*') + "x";
        var call = new ProviderCall
        {
            Request = request,
            Model = model,
            Address = new Uri("https://provider.test/"),
            Settings = new Dictionary<string, string> { ["Project"] = "p" },
            Capabilities = row,
        };
        Assert.That(provider.Refuse(call), Is.Null);
        var body = provider.CreateRequest(call).Body;
        var sent = Enumerable.Range(0, body.Count).Select(i => body[i].Content).OfType<InputContent>();
        Assert.That(sent, Is.EquivalentTo(inputs.Append(mask).OfType<ImageInput>().Select(input => input.Content)));
    }

    private static ImageInput Picture(string name) => new()
    {
        Name = name,
        Content = new HeldContent(System.Text.Encoding.UTF8.GetBytes(name)),
        MediaType = "image/png",
        Width = 64,
        Height = 64,
        Sha256 = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)),
    };
}
