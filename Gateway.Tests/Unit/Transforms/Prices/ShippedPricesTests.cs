using System.Globalization;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Prices;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>
/// Promise: every model that the providers' tables know has a price, or is said to have none; and no answer costs more than was foreseen.
/// </summary>
public sealed class ShippedPricesTests
{
    private static readonly Dictionary<string, string> NoSettings = [];

    private static IEnumerable<TestCaseData> KnownModels() =>
        from provider in ProviderCatalog.All.Providers
        where provider.Draws
        from row in provider.Models
        from model in row.Listed.Count > 0 ? row.Listed : row.Models == "*" ? [] : [row.Models.TrimEnd('*')]
        select new TestCaseData(provider.Name, model).SetName($"{{m}}({provider.Name}/{model})");

    private static IEnumerable<TestCaseData> PricedModels() =>
        KnownModels().Where(data => RowOf((string)data.Arguments[0]!, (string)data.Arguments[1]!) is { Unpriced: null });

    [TestCaseSource(nameof(KnownModels))]
    public void Model_OfAProvidersTable_IsPricedOrSaidToBeUnpriced(string provider, string model) =>
        Assert.That(RowOf(provider, model), Is.Not.Null, "no row: give it a price, or PriceRow.Unknown with the reason");

    [Test]
    public void Date_OfTheTables_StandsInThePage() => Assert.That(
        File.ReadAllText(Repository.PathOf("docs/costs.md")), Does.Contain(PriceTable.ShippedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    [TestCaseSource(nameof(PricedModels))]
    public void Answer_OfEverySizeAndQuality_CostsNoMoreThanTheWorst(string name, string model)
    {
        var row = RowOf(name, model)!;
        var capabilities = ProviderCatalog.All[name].CapabilitiesOf(model);
        Assert.Multiple(() =>
        {
            foreach (var request in Requests(capabilities))
            {
                var order = CallPrice.OrderOf(request, capabilities);
                var worst = WorstPrice.Of(row, order);
                Assert.That(worst, Is.Not.Null, $"{request}");
                foreach (var answer in Answers(row, order))
                    Assert.That(SettledPrice.Of(row, order, answer).Usd, Is.LessThanOrEqualTo(worst!.Value), $"{request} {answer}");
            }
        });
    }

    [Test]
    public void Rows_OfEveryProvider_AreReached() => Assert.Multiple(() =>
    {
        foreach (var provider in ProviderCatalog.All.Providers)
        {
            // A row that another one hides would be corrected in vain.
            foreach (var row in provider.Prices.Rows.Where(row => row.Models != "*"))
                Assert.That(provider.Prices.Find(row.Models.Replace("*", "-x", StringComparison.Ordinal)), Is.SameAs(row), row.Models);
            Assert.That(provider.Prices.Rows.Select(row => row.Models.ToUpperInvariant()), Is.Unique, provider.Name);
        }
    });

    [TestCase("bedrock", "us.stability.stable-outpaint-v1:0", "stability.stable-outpaint-*")]
    [TestCase("bedrock", "arn:aws:bedrock:us-east-1::foundation-model/stability.stable-image-core-v1:1", "stability.stable-image-core-*")]
    [TestCase("gemini", "models/gemini-3-pro-image", "gemini-3-pro-image*")]
    [TestCase("vertex", "publishers/google/gemini-nano-banana-2.1", "gemini-nano-banana-2.1*")]
    [TestCase("sandbox", "painter~fail", "*")]
    [TestCase("openai", "gpt-image-2-2026-04-21", "gpt-image-2-*")]
    [TestCase("openai", "gpt-image-2.5-flare-2026-09-08", "gpt-image-2.5*")]
    public void PricedModel_OfAnySpelling_IsTheModels(string provider, string model, string row) =>
        Assert.That(RowOf(provider, model)?.Models, Is.EqualTo(row));

    [Test]
    public void PricedModel_OfAnArn_IsWhatTheSettingSays()
    {
        var bedrock = ProviderCatalog.All["bedrock"];
        var model = bedrock.PricedModel(
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x1y2z3",
            new Dictionary<string, string> { ["BaseModel"] = "us.stability.stable-image-ultra-v1:1" });
        Assert.That(bedrock.Prices.Find(model)?.Models, Is.EqualTo("stability.stable-image-ultra-*"));
    }

    private static PriceRow? RowOf(string name, string model)
    {
        var provider = ProviderCatalog.All[name];
        return provider.Prices.Find(provider.PricedModel(model, NoSettings));
    }

    private static IEnumerable<ImageRequest> Requests(ModelCapabilities capabilities)
    {
        var plain = new ImageRequest { Prompt = "a red kite over the sea", Given = 0 };
        ImageRequest[] shaped =
        [
            plain,
            .. SizesOf(capabilities.Shape).Select(size => plain with { Size = size, Given = ImageParameters.Size }),
            .. (capabilities.Shape.Values.Tiers ?? []).Select(tier => plain with { Resolution = tier, Given = ImageParameters.Resolution }),
        ];
        foreach (var request in shaped)
        {
            foreach (var quality in capabilities.Qualities.Append("auto").Append("hd").Append(null))
            {
                var asked = quality is null ? request : request with { Quality = quality, Given = request.Given | ImageParameters.Quality };
                yield return asked;
                yield return asked with { N = 3, Given = asked.Given | ImageParameters.N };
                if (capabilities.Edits is not null)
                    yield return asked with { Inputs = [new ImageInput { Name = "image", Width = 1500, Height = 1500 }, new ImageInput { Name = "image[1]" }] };
            }
        }
    }

    private static IEnumerable<ImageSize> SizesOf(Shape shape) => shape.Values.Sizes ?? (shape.Values.Edges is { } edges
        ? [new(1024, 1024), new(1536, 1024), new(1024, 1792), new(edges.Most, edges.Most),
            new(Math.Max(edges.Least, 512), Math.Max(edges.Least, 512))]
        : [new(1024, 1024), new(1792, 1024), new(1024, 1536), new(512, 512), new(2048, 2048), new(3840, 2160)]);

    // What such a request brings when all goes well: with and without usage, of the size that was sent.
    private static IEnumerable<PricedAnswer> Answers(PriceRow row, PricedOrder order)
    {
        var answer = new PricedAnswer { Calls = order.Calls, Pictures = order.Pictures, Kind = order.Kind };
        yield return answer;
        yield return answer with { Pictures = order.Pictures - 1 };
        if (row is not { Tokens: not null, Drawn: { } drawn })
            yield break;
        var pictures = drawn.Most(WorstPrice.Complete(order.Kind, row.Usual)) * order.Pictures;
        var thoughts = row.MostTextTokens > 1000 ? 244 : 20;
        foreach (var text in (long[])[6 * order.Calls, order.TextBytes * order.Calls])
        {
            var usage = new TokenUsage(text + (560L * order.Inputs * order.Calls), pictures + (thoughts * order.Calls))
            {
                InputImages = 560L * order.Inputs * order.Calls,
                OutputImages = pictures,
            };
            yield return answer with { Usage = usage, UsageCalls = order.Calls };
            yield return answer with { Usage = usage with { OutputImages = null }, UsageCalls = order.Calls };
        }
    }
}
