using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>
/// The promise: every slip in <c>Images.Access</c> is told with its path and a way out, so that no limit is thought in force that is not.
/// </summary>
internal sealed class AccessReaderTests
{
    private const string Hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [TestCase("""{ }""", "Images.Access", "asks every call for a key, and there is none")]
    [TestCase("""{ "Keys": {} }""", "Images.Access", "Gateway keys new NAME")]
    [TestCase("""{ "Keys": { "a": {} } }""", "Images.Access.Keys.a", "Value is missing")]
    [TestCase("""{ "Keys": { "a": { "Value": [] } } }""", "Images.Access.Keys.a", "Value is missing")]
    [TestCase("""{ "Keys": { "a": { "Value": [ "x1", "" ] } } }""", "Images.Access.Keys.a.Value[1]", "is empty")]
    [TestCase("""{ "Keys": { "a": { "Value": "two words" } } }""", "Images.Access.Keys.a.Value", "characters that no header can carry")]
    [TestCase("""{ "Keys": { "a": { "Value": "env:NOT_THERE" } } }""", "Images.Access.Keys.a.Value", "environment variable NOT_THERE is not set")]
    [TestCase("""{ "Keys": { "a": { "Value": [ "x1", "file:not-there" ] } } }""", "Images.Access.Keys.a.Value[1]", "does not exist")]
    [TestCase("""{ "Keys": { "a": { "Value": "sha256:abc" } } }""", "Images.Access.Keys.a.Value", "64 hexadecimal digits")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1" }, "b": { "Value": "x1" } } }""", "Images.Access.Keys.b.Value", "is the value of \"a\" as well")]
    [TestCase("""{ "Keys": { "a b": { "Value": "x1" } } }""", "Images.Access.Keys.a b", "a name may hold")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budgets": [] } } }""", "Images.Access.Keys.a.Budgets", "did you mean \"Budget\"")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Group": "wep" } }, "Groups": { "web": {} } }""", "Images.Access.Keys.a.Group", "did you mean \"web\"")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Models": [ "gpt-image-2" ] } } }""", "Images.Access.Keys.a.Models[0]", "names no model; write it as cluster/model")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Models": [ "!opena/*" ] } } }""", "Images.Access.Keys.a.Models[0]", "did you mean \"openai\"")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Operations": [ "generation" ] } } }""", "Images.Access.Keys.a.Operations[0]", "is not one of generate, edit, variation")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Passthrough": [ "anthropic" ] } } }""", "Images.Access.Keys.a.Passthrough[0]", "is no cluster with an ImageApi")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Expires": "soon" } } }""", "Images.Access.Keys.a.Expires", "2027-01-01T00:00:00Z")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Enabled": "maybe" } } }""", "Images.Access.Keys.a.Enabled", "neither true nor false")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Unpriced": "yes" } } }""", "Images.Access.Keys.a.Unpriced", "is not one of refuse, allow")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Limits": { "Requests": "100" } } } }""", "Images.Access.Keys.a.Limits.Requests", "for example \"100/1m\"")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Limits": { "Requests": "0/1m" } } } }""", "Images.Access.Keys.a.Limits.Requests", "is no limit")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Limits": { "Images": [ "1/1d", "2/1d" ] } } } }""", "Images.Access.Keys.a.Limits.Images[1]", "a limit of the same kind and window (1d) already")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Limits": { "Concurrent": 0 } } } }""", "Images.Access.Keys.a.Limits.Concurrent", "0 is outside of 1")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budget": {  "Every": "1M" } } } }""", "Images.Access.Keys.a.Budget.Usd", "is missing")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budget": { "Usd": -1 } } } }""", "Images.Access.Keys.a.Budget.Usd", "no amount above 0")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budget": { "Usd": "NaN" } } } }""", "Images.Access.Keys.a.Budget.Usd", "no amount above 0")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budget": { "Usd": 1, "Every": "monthly" } } } }""", "Images.Access.Keys.a.Budget.Every", "is no window")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1", "Budget": { "Usd": 1, "Every": "1h", "Aligned": true } } } }""", "Images.Access.Keys.a.Budget.Aligned", "the calendar has days")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1" } }, "Groups": { "web": { "Limits": { "Tokens": "many" } } } }""", "Images.Access.Groups.web.Limits.Tokens", "is no limit")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1" } }, "OnStateFailure": "wait" }""", "Images.Access.OnStateFailure", "is not one of refuse, allow")]
    [TestCase("""{ "Keys": { "a": { "Value": "x1" } }, "Requird": true }""", "Images.Access.Requird", "did you mean \"Required\"")]
    public async Task Load_Slip_IsToldWithItsPathAndAWayOut(string access, string path, string message)
    {
        var loaded = await Load.Json(File(access));
        Assert.That(loaded.Snapshot, Is.Null);
        var error = loaded.Errors.Single();
        Assert.Multiple(() =>
        {
            Assert.That(error.Path, Is.EqualTo(path));
            Assert.That(error.Message, Does.Contain(message));
            Assert.That(error.Line, Is.Not.Null);
        });
    }

    [TestCase("""{ "Sqlite": "a.db", "Postgres": "Host=x" }""", "Images.State", "names two stores")]
    [TestCase("""{ "Postgres": "env:NOT_THERE" }""", "Images.State.Postgres", "environment variable NOT_THERE is not set")]
    [TestCase("""{ "Postgres": "nonsense" }""", "Images.State.Postgres", "is no connection string: write \"Host=HOST;")]
    [TestCase("""{ "Postgres": "postgres://iris:word@db/iris" }""", "Images.State.Postgres", "is no connection string")]
    [TestCase("""{ "Postgres": "Host=db;Pasword=word" }""", "Images.State.Postgres", "is no connection string")]
    [TestCase("""{ "Postgres": "Host=db;Timeout=soon" }""", "Images.State.Postgres", "is no connection string")]
    [TestCase("""{ "Postgres": "Database=iris" }""", "Images.State.Postgres", "is no connection string")]
    public async Task Load_SlipInTheState_IsTold(string state, string path, string message)
    {
        var loaded = await Load.Json(File("""{ "Keys": { "a": { "Value": "x1" } } }""", state));
        Assert.That(loaded.Errors.Select(error => (error.Path, error.Message.Contains(message, StringComparison.Ordinal))),
            Is.EqualTo(new[] { (path, true) }));
    }

    [TestCase("app", "key", null)]
    [TestCase("app", "keys", "is not one of key")]
    [TestCase("openai", "key", "has no effect here")]
    public async Task Load_RouteThatAsksForAKey_IsChecked(string cluster, string value, string? message)
    {
        var route = $$"""{ "ClusterId": "{{cluster}}", "Match": { "Path": "/x/{**rest}" }, "Metadata": { "Access": "{{value}}" } }""";
        var loaded = await Load.Json(File("""{ "Keys": { "a": { "Value": "x1" } } }""", route: route));
        var without = await Load.Json(File(null, route: route));
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Errors.SingleOrDefault()?.Message, message is null ? Is.Null : Does.Contain(message));
            Assert.That(without.Errors.Single().Message, Does.Contain(message ?? "asks for a key, and there is none"), "a guard without keys would guard nothing");
        });
    }

    [Test]
    public async Task Load_EveryMember_IsRead()
    {
        var loaded = await Load.Json(File($$"""
            { "OnStateFailure": "allow",
              "Keys": { "shop": { "Value": [ "x1", "{{Hash}}" ], "Group": "Web", "Description": "the shop", "Models": [ "openai/*", "!openai/x*" ], "Operations": [ "edit" ],
                "Passthrough": [ "openai" ], "Expires": "2027-01-01T00:00:00+01:00", "Unpriced": "allow",
                "Limits": { "Requests": [ "100/1m", "1000/d" ], "Images": "7/1w", "Tokens": "9/1h", "Concurrent": 3 }, "Budget": { "Usd": 0.5, "Every": "1M", "Aligned": true } } },
              "Groups": { "web": { "Budget": { "Usd": 400 } } } }
            """));
        Assert.That(loaded.Errors, Is.Empty);
        var access = loaded.Snapshot!.Images.Access!;
        var key = access.Keys["shop"];
        Assert.Multiple(() =>
        {
            Assert.That((access.Required, access.AllowOnStateFailure), Is.EqualTo((true, true)));
            Assert.That(access.Ring.Find("x1"), Is.SameAs(key));
            Assert.That(access.Ring.Find("test"), Is.SameAs(key), "of which the hash stands in the file");
            Assert.That(access.Ring.Find(Hash), Is.Null, "a hash is no key");
            Assert.That((key.Group, key.Description, key.Operations, key.Expires, key.AllowsUnpriced, key.HasBudget),
                Is.EqualTo(("web", "the shop", ImageOperations.Edit, (DateTimeOffset?)new DateTimeOffset(2026, 12, 31, 23, 0, 0, TimeSpan.Zero), true, true)));
            Assert.That(key.Models.Allows("openai", "gpt-image-2") && !key.Models.Allows("openai", "xyz") && !key.Models.Allows("sandbox", "painter"));
            Assert.That(key.Counters.Select(counter => $"{counter.Holder} {counter.Kind} {counter.Limit}/{counter.Window} {counter.Window.Aligned}"), Is.EqualTo(new[]
            {
                "key shop Requests 100/1m False", "key shop Requests 1000/1d False", "key shop Images 7/1w False", "key shop Tokens 9/1h False",
                "key shop Concurrent 3/forever False", "key shop Usd 500000000/1M True", "group web Usd 400000000000/forever False",
            }));
        });
    }

    [Test]
    public async Task Load_NoAccess_NobodyIsAsked() => Assert.That((await Load.Json(File(null))).Snapshot!.Images.Access, Is.Null);

    [Test]
    public void Ring_Keys_AreKeptAsHashes()
    {
        var key = new ClientKey("a") { Hashes = [SHA256.HashData(Encoding.UTF8.GetBytes("x1"))] };
        Assert.That(key.ToString(), Does.Not.Contain("x1"));
    }

    private static string File(string? access, string? state = null, string? route = null) => $$"""
        { "ReverseProxy": {
            "Routes": { {{(route is null ? "" : $"\"x\": {route}")}} },
            "Clusters": {
              "app": { "Destinations": { "a": { "Address": "http://localhost:1/" } } },
              "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "a": { "Address": "https://openai.example/v1/", "Metadata": { "ApiKey": "k-1" } } } },
              "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } } } },
          "Images": { "Strict": false{{(access is null ? "" : $", \"Access\": {access}")}}{{(state is null ? "" : $", \"State\": {state}")}} } }
        """;
}
