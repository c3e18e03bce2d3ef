using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>A destination's region is what it says, else what its host says, else what the process says.</summary>
internal sealed class AwsRegionTests
{
    [TestCase("bedrock-runtime.us-east-1.amazonaws.com", "us-east-1")]
    [TestCase("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [TestCase("bedrock-runtime.ap-southeast-2.api.aws", "ap-southeast-2")]
    [TestCase("bedrock-runtime.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [TestCase("bedrock-runtime.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1")]
    [TestCase("bedrock-runtime.us-iso-east-1.c2s.ic.gov", "us-iso-east-1")]
    [TestCase("vpce-0a1b2c3d-4e5f.bedrock-runtime.eu-west-1.vpce.amazonaws.com", "eu-west-1")]
    [TestCase("vpce-0a1b2c3d-4e5f-us-east-1a.bedrock-runtime.us-east-1.vpce.amazonaws.com", "us-east-1")]
    [TestCase("vpce-0a1b2c3d-4e5f.bedrock-runtime-fips.us-west-2.vpce.amazonaws.com", "us-west-2")]
    [TestCase("bedrock.proxy.example.com", null)]
    [TestCase("bedrock-runtime.internal.amazonaws.com", null)]
    [TestCase("not-bedrock-runtime.us-east-1.amazonaws.com", null)]
    [TestCase("bedrock-runtime.us-east-1.example.com", null)]
    [TestCase("127.0.0.1", null)]
    public void FromHost_Name_GivesItsRegion(string host, string? region) => Assert.That(AwsRegion.FromHost(host), Is.EqualTo(region));

    [Test]
    public void Of_SettingHostAndEnvironment_InThisOrder()
    {
        string? Environment(string name) => name == "AWS_REGION" ? "env-1" : null;

        Assert.Multiple(() =>
        {
            Assert.That(AwsRegion.Of(AwsDestination.Create(settings: ("Region", " EU-West-3\n")), Environment), Is.EqualTo("eu-west-3"));
            Assert.That(AwsRegion.Of(AwsDestination.Create(), Environment), Is.EqualTo("us-east-1"));
            Assert.That(AwsRegion.Of(AwsDestination.Create("http://127.0.0.1:9/"), Environment), Is.EqualTo("env-1"));
            Assert.That(AwsRegion.Of(AwsDestination.Create("http://127.0.0.1:9/"), name => name == "AWS_DEFAULT_REGION" ? "env-2" : null), Is.EqualTo("env-2"));
        });
    }

    [Test]
    public void Of_Nothing_SaysWhatToSet() =>
        Assert.That(() => AwsRegion.Of(AwsDestination.Create("http://127.0.0.1:9/"), _ => ""), Throws.TypeOf<CredentialException>().With.Message.Contains("Region"));

    [Test]
    public void Of_NoRegionsName_IsRefused() =>
        Assert.That(() => AwsRegion.Of(AwsDestination.Create(settings: ("Region", "us-east-1/x")), _ => null), Throws.TypeOf<CredentialException>());
}
