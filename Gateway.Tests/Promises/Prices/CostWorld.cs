using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Delivery;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Prices;

/// <summary>A gateway with a cluster of each way of pricing, all at one server, and prices of its own for what no table has.</summary>
public abstract class CostWorld : AnswerFixture
{
    /// <inheritdoc/>
    protected override JsonObject Images => new()
    {
        ["Prices"] = JsonNode.Parse(
            """
            {
              "sgl/steps": { "Step": 0.0005, "UsualSteps": 28 },
              "reseller/acme/tiers": { "Picture": { "1K": 0.134, "2K": 0.134, "4K": 0.24 } },
              "reseller/acme/call": { "Call": 0.01, "Picture": 0.02 },
              "reseller/acme/inputs": { "Picture": 0.02, "InputPicture": 0.003 },
              "azure/picture": { "Like": "openai/gpt-image-2" }
            }
            """),
    };

    /// <summary>The price of an answer: <c>usd source</c>, or <c>null</c>.</summary>
    protected static string CostOf(JsonObject answer)
    {
        var cost = answer["extra_fields"]!["cost"]!;
        Assert.That((string?)cost["currency"], Is.EqualTo("USD"));
        return cost["usd"] is { } usd ? $"{usd.ToJsonString()} {cost["source"]}" : $"null {cost["source"]?.ToString() ?? "null"}";
    }

    /// <summary>The base64 of a PNG's beginning that says its size.</summary>
    protected static string Png(int width, int height)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(20), height);
        return Convert.ToBase64String(picture);
    }

    /// <summary>A plain answer with pictures.</summary>
    /// <param name="count">How many.</param>
    /// <param name="picture">The base64 of each.</param>
    /// <param name="members">Members beside them.</param>
    protected static string Json(int count, string picture, string members) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Repeat($$"""{"b64_json":"{{picture}}"}""", count))}}]{{(members.Length > 0 ? "," : "")}}{{members}}}""";
}
