using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Codecs;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// The promise: a variation is made, becomes an edit where the installation says so and the answer tells, or is refused with the way out.
/// </summary>
internal sealed class VariationTests
{
    private const string Variations = "/v1/images/variations";

    private static readonly byte[] Fox = Png(seed: 1, length: 3_000);

    [Test]
    public async Task Vary_ModelThatOnlyEdits_BecomesAnEditAndIsTold()
    {
        await using var world = await WithAsync("Variations", "edit");
        var (answer, echo) = await VaryAsync(world, "echo/all");

        var change = answer["extra_fields"]!["converted_params"]![0]!;
        Assert.Multiple(() =>
        {
            Assert.That((string)echo["operation"]!, Is.EqualTo("Edit"));
            Assert.That((string)echo["prompt"]!, Is.EqualTo(ModelRequest.VariationPrompt));
            Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
            Assert.That($"{change["param"]} {change["asked"]} {change["sent"]}", Is.EqualTo("operation variation edit"));
            Assert.That((string)answer["extra_fields"]!["request_type"]!, Is.EqualTo("image_variation"));
        });
    }

    [TestCase("edit")]
    [TestCase("refuse")]
    public async Task Vary_ModelThatVaries_IsAskedForAVariation(string setting)
    {
        await using var world = await WithAsync("Variations", setting);
        var (answer, echo) = await VaryAsync(world, "echo/promptless");

        Assert.That((string)echo["operation"]!, Is.EqualTo("Variation"));
        Assert.That(answer["extra_fields"]!["converted_params"], Is.Null);
    }

    [TestCase("refuse", "echo/all", "images/edits), or set Images.Variations to \"edit\"")]
    [TestCase("edit", "text/m", "these configured providers edit: azure, echo")]
    public async Task Vary_ThatCannotBe_IsRefusedWithTheWayOut(string setting, string model, string words)
    {
        await using var world = await WithAsync("Variations", setting);
        using var form = Form(("model", model), ("image", Fox));
        using var response = await world.Gateway.Client.PostAsync(Variations, form);
        var error = (await response.JsonAsync())["error"]!;

        Assert.That($"{(int)response.StatusCode} {error["code"]}", Is.EqualTo("400 unsupported_operation"));
        Assert.That((string)error["message"]!, Does.StartWith($"image_variation is not supported by {model.Split('/')[0]} provider: ").And.EndWith(words));
        Assert.That(world.Provider.Requests, Is.Empty);
    }

    private static async Task<(JsonNode Answer, JsonNode Echo)> VaryAsync(EditWorld world, string model)
    {
        using var form = Form(("model", model), ("image", Fox));
        using var response = await world.Gateway.Client.PostAsync(Variations, form);
        var answer = await response.JsonAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(200), answer.ToJsonString());
        return (answer, JsonNode.Parse(world.Provider.Requests[0].Body)!);
    }
}
