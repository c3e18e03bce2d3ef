using Iris.Gateway.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>Promise: only pages that the program's file can bring back are let go, and the program goes on.</summary>
internal sealed class ImagePagesTests
{
    private const string Image = "/opt/my iris/Gateway";

    [Test]
    public void Clean_OfAProcess_AreReadOnlyAndUnchangedMappingsOfTheFile()
    {
        string[] smaps =
        [
            .. Mapping("55d0c8a00000-55d0c8a46000 r--p 00000000 fe:00 7192585                    /opt/my iris/Gateway", anonymous: 0),
            .. Mapping("55d0c8a46000-55d0c9e46000 r-xp 00046000 fe:00 7192585                    /opt/my iris/Gateway", anonymous: 0),
            .. Mapping("55d0c9e46000-55d0ca000000 r--p 01446000 fe:00 7192585                    /opt/my iris/Gateway", anonymous: 12),
            .. Mapping("55d0ca000000-55d0ca010000 rw-p 01600000 fe:00 7192585                    /opt/my iris/Gateway", anonymous: 0),
            .. Mapping("55d0ca010000-55d0cab00000 rw-p 00000000 00:00 0 ", anonymous: 0),
            .. Mapping("7fe8fb076000-7fe8fb1cc000 r-xp 00026000 fe:00 332096                     /usr/lib/x86_64-linux-gnu/libc.so.6", anonymous: 0),
            .. Mapping("7fe8fb1cc000-7fe8fb1cd000 r-xp 00000000 00:00 0                          [vdso]", anonymous: 0),
        ];

        Assert.That(ImagePages.Clean(smaps, Image), Is.EqualTo(new[] { (0x55d0c8a00000, 0x46000L), (0x55d0c8a46000, 0x1400000L) }));
    }

    [Test]
    [Platform("Linux")]
    public void Release_OfThisProcess_LetsGoOfItsFile()
    {
        Assert.That(ImagePages.Release(), Is.Positive);
    }

    private static string[] Mapping(string head, int anonymous) =>
    [
        head, "Size:                280 kB", "Rss:                 280 kB", "Private_Dirty:         0 kB", $"Anonymous:      {anonymous,8} kB",
        "AnonHugePages:         0 kB", "VmFlags: rd mr mw me",
    ];
}
