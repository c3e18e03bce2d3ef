using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Sgl;

/// <summary>The promise: SGLang is asked in the words of its own schema, and nothing of its disk reaches the client.</summary>
internal sealed class SglCodecTests
{
    private const string Model = "black-forest-labs/FLUX.1-dev";

    [TestCase("content.json", "")]
    [TestCase("contents.json", "?variant=0", "?variant=1")]
    public void Read_RelativeAddress_IsFetchedFromTheServerAtEverySplit(string file, params string[] queries)
    {
        var bytes = CodecFixture.Bytes("sgl/legs/" + file);
        var call = CodecCall.Create("sgl", Model, $"\"n\":{queries.Length}");
        Splits.ForEach(bytes, (division, feed) =>
        {
            var outcome = call.Read("application/json", feed);
            Assert.That((outcome.Failure, outcome.HasImage), Is.EqualTo(((ImageError?)null, false)), division);
            Assert.That(outcome.Output, Does.Not.Contain("content"), division);
            Assert.That(outcome.Next!.Kind, Is.EqualTo(LegKind.Download), division);
            Assert.That(ProviderCatalog.All["sgl"].Hosts.Delivery, Is.Empty, division);
            Assert.That(
                outcome.Next.Request.Uri.AbsoluteUri, Is.EqualTo("https://provider.test/v1/images/3f1c2a9e/content" + queries[0]), division);
        });
        CodecFixture.CheckTorn(call, "application/json", bytes);

        var picture = CodecFixture.Bytes("huggingface/answers/hf-inference.png");
        var (all, legs) = call.Walk([("application/json", bytes), .. queries.Select(_ => ((string?)"image/png", picture))]);
        Assert.That((all.Failure, all.Next), Is.EqualTo(((ImageError?)null, (ProviderLeg?)null)));
        Assert.That(legs.Skip(1).Select(leg => leg.Request.Uri.Query), Is.EqualTo(queries));
        Assert.That(all.Output.Split("\"b64_json\":\"" + Convert.ToBase64String(picture) + "\""), Has.Length.EqualTo(queries.Length + 1));
    }
}
