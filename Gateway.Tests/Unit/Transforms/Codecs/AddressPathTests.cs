using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: a version is added to a bare root and never doubled.</summary>
public sealed class AddressPathTests
{
    [TestCase("https://api.openai.com/v1/", "https://api.openai.com/v1/images/generations")]
    [TestCase("https://api.openai.com/v1", "https://api.openai.com/v1/images/generations")]
    [TestCase("https://api.openai.com", "https://api.openai.com/v1/images/generations")]
    [TestCase("http://localhost:11434/", "http://localhost:11434/v1/images/generations")]
    [TestCase("https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1/images/generations")]
    [TestCase("https://host/v1beta//", "https://host/v1beta/images/generations")]
    [TestCase("https://host/proxy%20a/x", "https://host/proxy%20a/x/images/generations")]
    [TestCase("http://[::1]:8080/v1?x=1", "http://[::1]:8080/v1/images/generations")]
    public void Join_Base_YieldsOneVersion(string address, string expected) =>
        Assert.That(AddressPath.Join(new Uri(address), "v1", "images/generations").AbsoluteUri, Is.EqualTo(expected));
}
