using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: every codec refuses a model's name that would lead out of its place in an address, or keeps it out of the address.</summary>
internal sealed class ModelPathTests
{
    private static readonly string[] Paths =
        ["..", ".", "...", ".. ", "a/..", "../a", "a/./b", "a//b", "/a", "a/", "a?b", "a#b", "a\\b", "a\u0001b", "a\u007fb", "%2e%2e", "%2E./a", "%252e%252e",
            "%25252e%25252e/a", "a%2f%2fb", "a%3fb", "a%23b", "a%5cb", "a%0ab", "..;a", "%C0%AE", "a%FF"];

    [TestCaseSource(nameof(Paths))]
    public void Refuse_Path_IsRefused(string model)
    {
        var error = ModelPath.Refuse(model)!;
        Assert.That((error.Status, error.Param, error.Code), Is.EqualTo((400, "model", "model_not_found")));
        Assert.That(error.Message, Does.Contain(" names no model: "));
    }

    [TestCase("gpt-image-2")]
    [TestCase("fal-ai/flux/dev")]
    [TestCase("amazon.nova-canvas-v1:0")]
    [TestCase("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc")]
    [TestCase("imagen-4.0-generate-001@default")]
    [TestCase("my deployment")]
    [TestCase("100%")]
    [TestCase("a..b/.hidden/c.")]
    public void Refuse_Name_IsAllowed(string model) => Assert.That(ModelPath.Refuse(model), Is.Null);

    [Test]
    public void CreateRequest_OfEveryCodec_StaysInItsPath() => Assert.Multiple(() =>
    {
        foreach (var provider in ProviderCatalog.All.Providers.Where(provider => provider.Draws))
        {
            foreach (var prefix in (string[])["", "fal-ai/", "hf-inference/", "replicate/"])
            {
                foreach (var path in Paths)
                {
                    var call = CodecCall.Create(provider.Name, prefix + path).Call;
                    if (provider.Refuse(call) is not null)
                        continue;
                    // Not refused: then the name must not be in the address at all.
                    var other = CodecCall.Create(provider.Name, prefix + path + "x").Call;
                    Assert.That(provider.CreateRequest(call).Uri, Is.EqualTo(provider.CreateRequest(other).Uri), $"{provider.Name}: {prefix}{path}");
                }
            }
        }
    });
}
