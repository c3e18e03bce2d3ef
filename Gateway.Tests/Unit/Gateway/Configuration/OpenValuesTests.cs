using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: what may be a secret is not shown, and what is not known counts as such.</summary>
internal sealed class OpenValuesTests
{
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:ApiKey", "sk-1", false)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:ApiKey", "env:KEY", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:Weight", "3", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:Anything", "3", false)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Address", "https://a/", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Address", "https://user:pass@a/", false)]
    [TestCase("ReverseProxy:Clusters:a:HttpClient:WebProxy:Address", "http://p", false)]
    [TestCase("ReverseProxy:Routes:a:Transforms:0:Set", "Bearer x", false)]
    [TestCase("ReverseProxy:Routes:a:Match:Headers:0:Values:0", "token", false)]
    [TestCase("ReverseProxy:Routes:a:Match:Path", "/x", true)]
    [TestCase("Images:Access:Keys:shop:Value", "sha256:00", false)]
    [TestCase("Images:Access:Keys:shop:Value:0", "sk-iris-1", false)]
    [TestCase("Images:Access:Keys:shop:Models:0", "openai/*", true)]
    [TestCase("Images:Endpoints:Admin:Key", "key", false)]
    [TestCase("Images:State:Postgres", "Host=a;Password=b", false)]
    [TestCase("Images:Models:house:Target", "openai/a", true)]
    [TestCase("Kestrel:Certificates:Default:Password", "secret", false)]
    [TestCase("Elsewhere:Any", "thing", false)]
    [TestCase("Kestrel:Endpoints", null, true)]
    public void Show_Value_OnlyWhereItIsHarmless(string path, string? value, bool expected) =>
        Assert.That(OpenValues.Show(path, value), Is.EqualTo(expected));
}
