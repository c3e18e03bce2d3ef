using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>The promise: OpenRouter's numbers become the contract's classes, and what failed behind it is told, but nothing of the prompt.</summary>
internal sealed class OpenRouterErrorTests
{
    [TestCase("")]
    [TestCase("<html>bad gateway</html>")]
    [TestCase("[]")]
    [TestCase("""{"error":"text"}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":5}}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":{"raw":7,"reasons":{},"provider_name":[]}}}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":{"raw":"\ud800","reasons":["\ud800"]}}}""")]
    public void ReadError_OddBody_IsAServerError(string body)
    {
        var error = ProviderCatalog.All["openrouter"].ReadError(new ErrorAnswer(502, null, Splits.Utf8(body), null));
        Assert.That((error.Status, error.Type), Is.EqualTo((502, "server_error")));
        Assert.That(error.Message, Is.Not.Empty.And.Not.Contain("<html>"));
    }
}
