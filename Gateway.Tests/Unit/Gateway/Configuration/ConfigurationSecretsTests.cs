using Iris.Gateway.Configuration;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: what may be a secret is not shown, however its name is written, and what is not known counts as such.</summary>
internal sealed class ConfigurationSecretsTests
{
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:ApiKey", "sk-1", false)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:ApiKey", "env:KEY", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:ApiKey", "ENV:KEY", false)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:Weight", "3", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Metadata:Anything", "3", false)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Address", "https://a/", true)]
    [TestCase("ReverseProxy:Clusters:a:Destinations:b:Address", "https://user:pass@a/", false)]
    [TestCase("reverseproxy:clusters:a:destinations:b:address", "https://user:pass@a/", false)]
    [TestCase("ReverseProxy:Clusters:a:HttpClient:WebProxy:Address", "http://p", false)]
    [TestCase("ReverseProxy:Clusters:a:HealthCheck:Active:Query", "key=1", false)]
    [TestCase("ReverseProxy:Routes:a:Transforms:0:Set", "Bearer x", false)]
    [TestCase("reverseProxy:routes:a:transforms:0:set", "Bearer x", false)]
    [TestCase("ReverseProxy:Routes:a:Match:Headers:0:Values:0", "token", false)]
    [TestCase("ReverseProxy:Routes:a:Match:Path", "/x/{id?}", true)]
    [TestCase("ReverseProxy:Routes:a:Metadata:ImageIngress", "unified", true)]
    [TestCase("ReverseProxy:Routes:a:Metadata:Note", "x", false)]
    [TestCase("Images:Access:Keys:shop:Value", "sha256:00", false)]
    [TestCase("Images:Access:Keys:shop:Value:0", "sk-iris-1", false)]
    [TestCase("images:access:keys:shop:value:0", "sk-iris-1", false)]
    [TestCase("Images:Access:Keys:shop:Models:0", "openai/*", true)]
    [TestCase("Images:Access:Keys:shop:Limits:Tokens:0", "100/1m", true)]
    [TestCase("Images:Prices:a/b:TextInTokens", "5", true)]
    [TestCase("Images:Endpoints:Admin:Key", "key", false)]
    [TestCase("Images:State:Postgres", "Host=a;Password=b", false)]
    [TestCase("Images:Store:SigningKey", "0123456789", false)]
    [TestCase("Images:Store:SigningKey:1", "0123456789", false)]
    [TestCase("Images:Store:S3:SecretAccessKey", "0123456789", false)]
    [TestCase("images:store:s3:secretaccesskey", "0123456789", false)]
    [TestCase("Images:Store:S3:SessionToken", "0123456789", false)]
    [TestCase("Images:Store:PublicUrl", "https://user:word@a.example", false)]
    [TestCase("Images:Jobs:Webhooks:Secret", "0123456789", false)]
    [TestCase("Images:Jobs:QueuePerKey", "5", true)]
    [TestCase("Images:Later:BearerToken", "0123456789", false)]
    [TestCase("Images:Models:secret-style:Target", "openai/a", true)]
    [TestCase("Kestrel:Certificates:Default:Password", "secret", false)]
    [TestCase("Kestrel:Certificates:Default:Password", "env:secret", false)]
    [TestCase("Logging:Sink:ApiKey", "secret", false)]
    [TestCase("logging:loglevel:default", "Debug", true)]
    [TestCase("Elsewhere:Any", "thing", false)]
    [TestCase("Kestrel:Endpoints", null, true)]
    public void MayShow_Value_OnlyWhereItIsHarmless(string path, string? value, bool expected) =>
        Assert.That(ConfigurationSecrets.MayShow(path, value), Is.EqualTo(expected));

    // A new member whose name sounds like a secret is hidden; here its author decides whether it is one, so that the file's check knows it as well.
    [Test]
    public void Members_WhoseNamesSoundLikeASecret_StandInTheTable() =>
        Assert.That(Leaves().Where(path => ConfigurationSecrets.SoundsSecret(NameOf(path)) && ConfigurationSecrets.Of(path) is not (> Secrecy.Doubtful)
            && !path.Contains(":WebProxy:", StringComparison.Ordinal)), Is.Empty,
            "name them in ConfigurationSecrets.Rows, or in Harmless");

    [Test]
    public void Members_ThatAreHarmless_AreThereAndSoundLikeASecret()
    {
        string[] settings = [.. ProviderCatalog.All.Providers.SelectMany(provider => provider.Settings).Select(setting => setting.Name), "Keyless", "KeyHeader"];

        Assert.That(ConfigurationSecrets.Harmless, Is.SubsetOf(Leaves().Select(NameOf).Concat(settings)));
    }

    [Test]
    public void Settings_OfProviders_WhoseNamesSoundLikeASecret_AreOne() =>
        Assert.That(ProviderCatalog.All.Providers.SelectMany(provider => provider.Settings)
            .Where(setting => ConfigurationSecrets.SoundsSecret(setting.Name) && !setting.IsSecret).Select(setting => setting.Name), Is.Empty);

    [Test]
    public void MemberOfTheFile_ThatIsNoSecret_IsShown() => Assert.That(
        Leaves().Where(path => !ConfigurationSecrets.MayShow(path, "value")).Select(path => path.Replace("ReverseProxy:", "", StringComparison.Ordinal)), Is.EquivalentTo((string[])
        [
            "Routes:*:Metadata:*", "Routes:*:Transforms:0:*", "Routes:*:Match:Headers:0:Name", "Routes:*:Match:Headers:0:Values:0", "Routes:*:Match:Headers:0:Mode",
            "Routes:*:Match:Headers:0:IsCaseSensitive", "Routes:*:Match:QueryParameters:0:Name", "Routes:*:Match:QueryParameters:0:Values:0",
            "Routes:*:Match:QueryParameters:0:Mode", "Routes:*:Match:QueryParameters:0:IsCaseSensitive", "Clusters:*:Metadata:*", "Clusters:*:Destinations:*:Metadata:*",
            "Clusters:*:HealthCheck:Active:Query", "Clusters:*:HttpClient:WebProxy:Address", "Clusters:*:HttpClient:WebProxy:BypassOnLocal",
            "Clusters:*:HttpClient:WebProxy:UseDefaultCredentials", "Images:Access:Keys:*:Value:0", "Images:Endpoints:Admin:Key", "Images:State:Postgres",
            "Images:Store:SigningKey:0", "Images:Store:S3:AccessKeyId", "Images:Store:S3:SecretAccessKey", "Images:Store:S3:SessionToken",
            "Images:Jobs:Webhooks:Secret", "Images:ClientKeys",
        ]));

    private static IEnumerable<string> Leaves() => Leaves("ReverseProxy", ProxyShapes.ReverseProxy).Concat(Leaves("Images", ProxyShapes.Images));

    private static IEnumerable<string> Leaves(string path, Shape shape) => shape switch
    {
        Shape.Members members => members.Known.SelectMany(member => Leaves($"{path}:{member.Key}", member.Value)),
        Shape.Map map => Leaves($"{path}:*", map.Value),
        Shape.List list => Leaves($"{path}:0", list.Item),
        Shape.OneOrMore => [$"{path}:0"],
        Shape.Scalar or Shape.ScalarOrMap or Shape.ReservedName => [path],
        _ => throw new InvalidOperationException($"{path} has a shape that this walk does not know: {shape}"),
    };

    private static string NameOf(string path) => path.Split(':').Last(part => part != "0");
}
