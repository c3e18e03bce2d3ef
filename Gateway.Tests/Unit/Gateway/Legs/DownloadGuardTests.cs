using System.Net;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>From where pictures may be fetched.</summary>
internal sealed class DownloadGuardTests
{
    private static readonly Uri Own = new("https://api.example.com/v1/");
    private static readonly ProviderHosts Hosts = new() { Delivery = ["cdn.example.net", "*.fal.media"] };

    [TestCase("8.8.8.8", true)]
    [TestCase("172.15.255.255", true)]
    [TestCase("172.32.0.0", true)]
    [TestCase("100.63.255.255", true)]
    [TestCase("100.128.0.0", true)]
    [TestCase("223.255.255.255", true)]
    [TestCase("0.0.0.0", false)]
    [TestCase("10.1.2.3", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("100.127.255.255", false)]
    [TestCase("127.0.0.1", false)]
    [TestCase("127.255.255.254", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("172.16.0.1", false)]
    [TestCase("172.31.255.255", false)]
    [TestCase("192.0.0.170", false)]
    [TestCase("192.168.0.1", false)]
    [TestCase("198.18.0.1", false)]
    [TestCase("198.19.255.255", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("2606:4700::1111", true)]
    [TestCase("64:ff9b::808:808", true)]
    [TestCase("2002:808:808::1", true)]
    [TestCase("::ffff:8.8.8.8", true)]
    [TestCase("::", false)]
    [TestCase("::1", false)]
    [TestCase("::127.0.0.1", false)]
    [TestCase("::ffff:10.0.0.1", false)]
    [TestCase("64:ff9b::a9fe:a9fe", false)]
    [TestCase("2002:a00:1::1", false)]
    [TestCase("2001::1", false)]
    [TestCase("fe80::1", false)]
    [TestCase("fec0::1", false)]
    [TestCase("fc00::1", false)]
    [TestCase("fd12:3456::1", false)]
    [TestCase("ff02::1", false)]
    public void IsPublic_EachRange_IsJudged(string address, bool expected) =>
        Assert.That(DownloadGuard.IsPublic(IPAddress.Parse(address)), Is.EqualTo(expected));

    [TestCase(LegKind.Download, "https://api.example.com/files/x.png", true)]
    [TestCase(LegKind.Poll, "https://API.example.com/status", true)]
    [TestCase(LegKind.Download, "https://cdn.example.net/x.png", true)]
    [TestCase(LegKind.Download, "https://CDN.example.net:443/x.png", true)]
    [TestCase(LegKind.Download, "https://a.fal.media/x.png", true)]
    [TestCase(LegKind.Download, "https://a.b.fal.media/x.png", true)]
    [TestCase(LegKind.Download, "https://fal.media/x.png", false)]
    [TestCase(LegKind.Download, "https://evilfal.media/x.png", false)]
    [TestCase(LegKind.Download, "https://.fal.media/x.png", false)]
    [TestCase(LegKind.Download, "https://fal.media.evil.example/x.png", false)]
    [TestCase(LegKind.Download, "https://x.cdn.example.net/x.png", false)]
    [TestCase(LegKind.Download, "https://cdn.example.net@evil.example/x.png", false)]
    [TestCase(LegKind.Download, "http://cdn.example.net/x.png", false)]
    [TestCase(LegKind.Download, "ftp://cdn.example.net/x.png", false)]
    [TestCase(LegKind.Download, "https://cdn.example.net:8443/x.png", false)]
    [TestCase(LegKind.Download, "http://api.example.com/x.png", false)]
    [TestCase(LegKind.Download, "https://api.example.com:8443/x.png", false)]
    [TestCase(LegKind.Poll, "https://cdn.example.net/status", false)]
    [TestCase(LegKind.Submit, "https://cdn.example.net/submit", false)]
    [TestCase(LegKind.Download, "https://169.254.169.254/latest/meta-data", false)]
    public void Refuse_EachAddress_IsJudged(LegKind kind, string address, bool isAllowed)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var target))
        {
            Assert.That(isAllowed, Is.False, "not even an address");
            return;
        }

        var refusal = DownloadGuard.Refuse(Leg(kind, target), Own, Hosts, new DownloadsOptions());

        Assert.That((refusal?.Status, refusal?.Code), Is.EqualTo(isAllowed ? default : ((int?)502, "download_refused")));
    }

    [Test]
    public void Refuse_NoDeliveryHosts_OnlyTheOwnHostIsAllowed()
    {
        var leg = Leg(LegKind.Download, new Uri("https://cdn.example.net/x.png"));

        Assert.That(DownloadGuard.Refuse(leg, Own, ProviderHosts.Own, new DownloadsOptions())!.Message, Does.Contain("cdn.example.net"));
    }

    // The settings: h = AllowHttp, p = AllowPrivateNetwork. The refusal names the missing ones.
    [TestCase("https://listed.example/x.png", "", null)]
    [TestCase("https://LISTED.example:8443/x.png", "", null)]
    [TestCase("https://listed.example./x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://a.below.example/x.png", "", null)]
    [TestCase("https://a.b.below.example:444/x.png", "", null)]
    [TestCase("https://below.example/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://notbelow.example/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://b\u00fccher.example/x.png", "", null)]
    [TestCase("https://unlisted.example/x.png", "hp", "Downloads.Hosts")]
    [TestCase("http://listed.example/x.png", "", "Downloads.AllowHttp")]
    [TestCase("http://listed.example/x.png", "p", "Downloads.AllowHttp")]
    [TestCase("http://listed.example:9000/x.png", "h", null)]
    [TestCase("ftp://listed.example/x.png", "hp", "not https")]
    [TestCase("http://cdn.example.net/x.png", "p", "Downloads.AllowHttp")]
    [TestCase("http://cdn.example.net/x.png", "h", null)]
    [TestCase("http://cdn.example.net:8080/x.png", "hp", "unusual port: cdn.example.net:8080")]
    [TestCase("https://cdn.example.net:8443/x.png", "hp", "unusual port: cdn.example.net:8443")]
    [TestCase("https://203.0.113.7/x.png", "", null)]
    [TestCase("https://198.51.100.7/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://10.0.0.5/x.png", "h", "Downloads.AllowPrivateNetwork")]
    [TestCase("https://10.0.0.5/x.png", "p", null)]
    [TestCase("https://0xA.0.0.5/x.png", "h", "Downloads.AllowPrivateNetwork")]
    [TestCase("https://167772165/x.png", "h", "Downloads.AllowPrivateNetwork")]
    [TestCase("http://10.0.0.5/x.png", "p", "Downloads.AllowHttp")]
    [TestCase("https://10.0.0.6/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://[fd00::1]/x.png", "h", "Downloads.AllowPrivateNetwork")]
    [TestCase("https://[FD00:0::1]:9000/x.png", "p", null)]
    [TestCase("https://[::ffff:10.0.0.5]/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://169.254.169.254/latest/meta-data", "hp", "Downloads.Hosts")]
    [TestCase("https://api.example.com:8443/x.png", "hp", "Downloads.Hosts")]
    [TestCase("http://api.example.com/x.png", "hp", "Downloads.Hosts")]
    [TestCase("https://api.example.com/x.png", "", null)]
    [TestCase("file:///etc/passwd", "hp", "Downloads.Hosts")]
    public void Refuse_HostsAndSettings_DecideAndTheRefusalNamesWhatIsMissing(string address, string settings, string? missing)
    {
        var options = new DownloadsOptions
        {
            Hosts = ["listed.example", "*.below.example", "xn--bcher-kva.example", "203.0.113.7", "10.0.0.5", "fd00::1"],
            AllowHttp = settings.Contains('h'),
            AllowPrivateNetwork = settings.Contains('p'),
        };

        var refusal = DownloadGuard.Refuse(Leg(LegKind.Download, new Uri(address)), Own, Hosts, options);

        Assert.That((refusal?.Status, refusal?.Code), Is.EqualTo(missing is null ? default : ((int?)502, "download_refused")), refusal?.Message);
        Assert.That(refusal?.Message, missing is null ? Is.Null : Does.Contain(missing!));
    }

    [TestCase(LegKind.Poll)]
    [TestCase(LegKind.Submit)]
    public void Refuse_ListedHostButNoDownload_IsRefused(LegKind kind)
    {
        var options = new DownloadsOptions { Hosts = ["listed.example"], AllowHttp = true, AllowPrivateNetwork = true };
        Assert.That(DownloadGuard.Refuse(Leg(kind, new Uri("https://listed.example/status")), Own, Hosts, options)?.Code, Is.EqualTo("download_refused"));
    }

    [Test]
    public void Refuse_PrivateOwnHost_IsWhatTheFileSays()
    {
        var own = new Uri("http://10.9.8.7:8000/v1/");
        Assert.That(DownloadGuard.Refuse(Leg(LegKind.Download, new Uri("http://10.9.8.7:8000/files/x.png")), own, Hosts, new DownloadsOptions()), Is.Null);
    }

    private static readonly Uri Family = new("https://api.family.example/v1/");

    // Sisters: *.family.example; pictures on img.family.example. The own host, and whether the key goes along.
    [TestCase(LegKind.Poll, "https://eu.family.example/get?id=1", true, true)]
    [TestCase(LegKind.Poll, "https://EU.Family.Example:443/get?id=1", true, true)]
    [TestCase(LegKind.Poll, "https://api.family.example/get?id=1", true, true)]
    [TestCase(LegKind.Poll, "http://eu.family.example/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://eu.family.example:8443/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://family.example/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://evilfamily.example/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://eu.family.example@evil.example/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://eu.family.example.evil.example/get?id=1", false, false)]
    [TestCase(LegKind.Poll, "https://169.254.169.254/get?id=1", false, false)]
    [TestCase(LegKind.Submit, "https://eu.family.example/v1/model", false, false)]
    [TestCase(LegKind.Download, "https://eu.family.example/x.png", false, false)]
    [TestCase(LegKind.Download, "https://img.family.example/x.png", true, false)]
    public void Refuse_SisterHosts_ArePolledWithTheKeyOverHttpsOnly(LegKind kind, string address, bool isAllowed, bool takesKey)
    {
        var target = new Uri(address);
        var hosts = new ProviderHosts { Sister = ["*.family.example"], Delivery = ["img.family.example"] };
        var lenient = new DownloadsOptions { AllowHttp = true, AllowPrivateNetwork = true };

        Assert.Multiple(() =>
        {
            Assert.That(DownloadGuard.Refuse(Leg(kind, target), Family, hosts, lenient)?.Code, Is.EqualTo(isAllowed ? null : "download_refused"));
            Assert.That(DownloadGuard.HostOf(kind, target, Family, hosts) != LegHost.Foreign, Is.EqualTo(takesKey));
            Assert.That(DownloadGuard.HostOf(kind, target, Family, ProviderHosts.Own),
                Is.EqualTo(target.Host == Family.Host ? LegHost.Own : LegHost.Foreign));
        });
    }

    [TestCase("https://proxy.example/")]
    [TestCase("http://127.0.0.1:8000/")]
    public void HostOf_DestinationThatIsNoneOfTheFamily_HasNoSisters(string own)
    {
        var hosts = new ProviderHosts { Sister = ["*.family.example"] };

        Assert.That(DownloadGuard.HostOf(LegKind.Poll, new Uri("https://eu.family.example/get"), new Uri(own), hosts), Is.EqualTo(LegHost.Foreign));
    }

    private static ProviderLeg Leg(LegKind kind, Uri target) => new()
    {
        Kind = kind,
        Request = new ProviderRequest { Uri = target },
        CreateReader = (_, _) => throw new InvalidOperationException("nothing is read"),
    };
}
