using NUnit.Framework;
namespace Iris.Gateway.Tests.Transforms.Providers.OpenRouter;
internal sealed class ZzGenerate
{
    [Test]
    public void Go()
    {
        var root = Environment.GetEnvironmentVariable("ORGEN")!;
        foreach (var f in Directory.GetFiles(root).Where(f => !f.Contains(".out.") && !f.Contains("chat-url")))
        {
            var name = Path.GetFileName(f);
            var isSse = name.EndsWith(".sse", StringComparison.Ordinal);
            var model = name.StartsWith("chat", StringComparison.Ordinal) ? OpenRouterAnswerTests.Chat : OpenRouterAnswerTests.Image;
            foreach (var (form, s) in isSse ? new[] { ("sse", "\"stream\":true,") } : [("json", ""), ("sse", "\"stream\":true,")])
            {
                var call = CodecCall.Create("openrouter", model, s + (name.Contains("several") ? "\"n\":2" : "\"n\":1"));
                var outcome = call.Read(isSse ? "text/event-stream" : "application/json", feed => feed(File.ReadAllBytes(f)));
                File.WriteAllText(f + ".out." + form, (outcome.Failure is { } x ? x.ToString() : "") + outcome.Output.TrimEnd('\n') + "\n");
            }
        }
    }
}
