using Iris.Gateway.Credentials.Aws;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>The promise: a presigned address leads to the very object that was signed, however its name is written.</summary>
internal sealed class SigV4PresignerTests
{
    [Test]
    public void Presign_AnyOctetInTheName_IsSentAsItWasSigned()
    {
        for (var octet = 0; octet < 256; octet++)
        {
            foreach (var name in (string[])[$"%{octet:X2}", $"a%{octet:X2}b", $"%C3%{octet:X2}", $"%25{octet:X2}"])
            {
                var address = new Uri($"https://b.example:9000/bucket/{name}/x.png");
                var signed = SigV4Presigner.Presign(
                    HttpMethod.Get, address, [("response-content-type", "image/png")], AwsCredentials.Create("AKID", "secret"), "us-east-1",
                    DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1));
                Assert.That(signed.AbsoluteUri, Does.StartWith(address.AbsoluteUri + "?"), name);
                Assert.That(signed.AbsolutePath, Is.EqualTo(address.AbsolutePath), name);
            }
        }
    }
}
