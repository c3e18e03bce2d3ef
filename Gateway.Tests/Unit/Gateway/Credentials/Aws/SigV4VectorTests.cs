using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Credentials.Aws;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>The signature is AWS's, byte for byte: every step against the suite that AWS publishes.</summary>
internal sealed class SigV4VectorTests
{
    private const string Stamp = "20150830T123600Z";
    private static readonly AwsCredentials Key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    [Test]
    public void Suite_IsThere() => Assert.That(SigV4Vector.Names.Count(), Is.GreaterThanOrEqualTo(32));

    [TestCaseSource(typeof(SigV4Vector), nameof(SigV4Vector.Names))]
    public void Sign_PublishedVector_GivesThePublishedSignature(string name)
    {
        var vector = SigV4Vector.Load(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(vector.Body)));
        var scope = SigV4.Scope(Stamp, "us-east-1", "service");

        var (canonical, signedHeaders) = SigV4Canonical.Create(vector.Method, vector.Path, vector.Query, vector.Headers, hash);
        var toSign = SigV4.StringToSign(Stamp, scope, canonical);

        Assert.Multiple(() =>
        {
            Assert.That(canonical, Is.EqualTo(vector.CanonicalRequest ?? canonical));
            Assert.That(toSign, Is.EqualTo(vector.StringToSign ?? toSign));
            Assert.That(SigV4.Authorization(Key, scope, signedHeaders, toSign), Is.EqualTo(vector.Authorization));
        });
    }

    [Test]
    public void Sign_EscapeOnTheWire_IsEncodedTwice()
    {
        var scope = SigV4.Scope("20110909T233600Z", "us-east-1", "host");
        var (canonical, signedHeaders) = SigV4Canonical.Create("GET", "/%20/foo", "",
            [new("Date", "Mon, 09 Sep 2011 23:36:00 GMT"), new("Host", "host.foo.com")], Convert.ToHexStringLower(SHA256.HashData([])));
        var toSign = SigV4.StringToSign("20110909T233600Z", scope, canonical);

        Assert.Multiple(() =>
        {
            Assert.That(canonical, Is.EqualTo(SigV4Vector.Read("encoded-twice", "creq", "get-space")));
            Assert.That(toSign, Is.EqualTo(SigV4Vector.Read("encoded-twice", "sts", "get-space")));
            Assert.That(SigV4.Authorization(Key, scope, signedHeaders, toSign), Is.EqualTo(SigV4Vector.Read("encoded-twice", "authz", "get-space")));
        });
    }

    [TestCase("", "/")]
    [TestCase("/", "/")]
    [TestCase("/..", "/")]
    [TestCase("/a/../../b", "/b")]
    [TestCase("/model/amazon.nova-canvas-v1%3A0/invoke", "/model/amazon.nova-canvas-v1%253A0/invoke")]
    [TestCase("/model/amazon.nova-canvas-v1:0/invoke", "/model/amazon.nova-canvas-v1%3A0/invoke")]
    [TestCase("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ax%2Fy/invoke", "/model/arn%253Aaws%253Abedrock%253Aus-east-1%253A1%253Ax%252Fy/invoke")]
    public void Path_Wire_IsNormalizedAndEncodedOnceMore(string wire, string canonical) =>
        Assert.That(SigV4Canonical.Path(wire), Is.EqualTo(canonical));

    [TestCase("", "")]
    [TestCase("b&a", "a=&b=")]
    [TestCase("a=1&&", "a=1")]
    [TestCase("a=%7e%2f", "a=~%2F")]
    [TestCase("a=%FF", "a=%FF")]
    [TestCase("a=5%", "a=5%25")]
    [TestCase("a=b=c", "a=b%3Dc")]
    [TestCase("a=x+y", "a=x%2By")]
    public void Query_Wire_IsSortedAndEncodedOnce(string wire, string canonical) =>
        Assert.That(SigV4Canonical.Query(wire), Is.EqualTo(canonical));
}
