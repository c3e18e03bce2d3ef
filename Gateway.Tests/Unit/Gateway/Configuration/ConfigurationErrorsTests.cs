using System.Text;
using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: everything that is wrong is listed at once, with its path, and says what to write instead.</summary>
[TestFixture]
internal sealed class ConfigurationErrorsTests
{
    private static IEnumerable<TestCaseData> Images()
    {
        yield return Case("""{ "Heartbeat": "soon" }""", "Images.Heartbeat: \"soon\" is not a time span; write hh:mm:ss, for example \"00:00:15\" (a day is \"1.00:00:00\")");
        yield return Case("""{ "Heartbeat": 15 }""", "Images.Heartbeat: \"15\" is not a time span; write hh:mm:ss, for example \"00:00:15\" (a day is \"1.00:00:00\")");
        yield return Case("""{ "Heartbeat": "00:00:00" }""", "Images.Heartbeat: \"00:00:00\" is outside of 00:00:00.0100000 to 01:00:00");
        yield return Case("""{ "Heartbeet": "00:00:15" }""", "Images.Heartbeet: unknown member; did you mean \"Heartbeat\"?");
        yield return Case("""{ "Nonsense": 1 }""", "Images.Nonsense: unknown member");
        yield return Case("""{ "Deadlines": { "Conect": "00:00:01" } }""", "Images.Deadlines.Conect: unknown member; did you mean \"Connect\"?");
        yield return Case("""{ "Deadlines": { "Connect": "-00:00:01" } }""", "Images.Deadlines.Connect: \"-00:00:01\" is outside of 00:00:00.0100000 to 1.00:00:00");
        yield return Case("""{ "Deadlines": "long" }""", "Images.Deadlines: must be an object, not \"long\"");
        yield return Case("""{ "Deadlines": [ 1 ] }""", "Images.Deadlines: must be an object, not an array");
        yield return Case("""{ "Heartbeat": { "Seconds": 1 } }""", "Images.Heartbeat: must be a single value, not an object");
        yield return Case("""{ "Strict": "maybe" }""", "Images.Strict: \"maybe\" is neither true nor false");
        yield return Case("""{ "Url": "store" }""", "Images.Url: \"store\" needs a store: add Images.Store (docs/store.md)");
        yield return Case("""{ "Url": "rejct" }""", "Images.Url: \"rejct\" is not one of b64, reject, data, store; did you mean \"reject\"?");
        yield return Case("""{ "Downloads": { "ClientUrls": "yes" } }""", "Images.Downloads.ClientUrls: \"yes\" is neither true nor false");
        yield return Case("""{ "Variations": "edits" }""", "Images.Variations: \"edits\" is neither \"refuse\" nor \"edit\"");
        yield return Case("""{ "Limits": { "EditBytes": 0 } }""", "Images.Limits.EditBytes: 0 is outside of 1 to 1099511627776");
        yield return Case("""{ "Limits": { "EditBytes": "64 MiB" } }""", "Images.Limits.EditBytes: \"64 MiB\" is not a whole number");
        yield return Case("""{ "Limits": { "SpoolBytes": 0 } }""", "Images.Limits.SpoolBytes: 0 is outside of 1 to 1125899906842624");
        yield return Case("""{ "Limits": { "EditBytes": 2000, "SpoolBytes": 1999 } }""",
            "Images.Limits.SpoolBytes: 1999 bytes for the pictures of all requests are less than EditBytes allows for one (2000)");
        yield return Case("""{ "Spool": { "Folder": "/no/such/folder" } }""",
            "Images.Spool.Folder: \"/no/such/folder\" is no folder: create it, or leave the setting out for the system's own");
        yield return Case("""{ "Spool": { "Foldr": "/tmp" } }""", "Images.Spool.Foldr: unknown member; did you mean \"Folder\"?");
        yield return Case("""{ "Store": { "Directory": "images" } }""", "Images.Store: needs Images.State, where its index lives: add \"State\": { \"Sqlite\": \"state/iris.db\" }, or a PostgreSQL for several instances");
        yield return Case("""{ "Downloads": { "Host": [] } }""", "Images.Downloads.Host: unknown member; did you mean \"Hosts\"?");
        yield return Case("""{ "Downloads": { "Hosts": "cdn.example.com" } }""", "Images.Downloads.Hosts: must be an array, not \"cdn.example.com\"");
        yield return Case("""{ "Downloads": { "Hosts": [ { "Name": "x" } ] } }""", "Images.Downloads.Hosts[0]: must be a single value, not an object");
        yield return Case("""{ "Downloads": { "AllowHttp": "yes", "AllowPrivateNetwork": 1 } }""",
            "Images.Downloads.AllowHttp: \"yes\" is neither true nor false", "Images.Downloads.AllowPrivateNetwork: \"1\" is neither true nor false");
        yield return Case("""{ "Downloads": { "Hosts": [ "ok.example", "https://CDN.example.com/files" ] } }""",
            "Images.Downloads.Hosts[1]: \"https://CDN.example.com/files\" has a scheme; write \"cdn.example.com\"");
        yield return Case("""{ "Downloads": { "Hosts": [ "cdn.example.com/files" ] } }""", "Images.Downloads.Hosts[0]: \"cdn.example.com/files\" has a path; write \"cdn.example.com\"");
        yield return Case("""{ "Downloads": { "Hosts": [ "minio:9000" ] } }""", "Images.Downloads.Hosts[0]: \"minio:9000\" has a port; write \"minio\": every port of it is allowed");
        yield return Case("""{ "Downloads": { "Hosts": [ "me@cdn.example.com" ] } }""", "Images.Downloads.Hosts[0]: has a user; write \"cdn.example.com\"");
        yield return Case("""{ "Downloads": { "Hosts": [ "*", "cdn.*.com", "*.10.0.0.1" ] } }""",
            "Images.Downloads.Hosts[0]: \"*\" is no pattern: a star stands alone before the first dot of a name; write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name",
            "Images.Downloads.Hosts[1]: \"cdn.*.com\" is no pattern: a star stands alone before the first dot of a name; write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name",
            "Images.Downloads.Hosts[2]: \"*.10.0.0.1\" is no pattern: a star stands alone before the first dot of a name; write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name");
        yield return Case("""{ "Downloads": { "Hosts": [ "", "a b" ] } }""",
            "Images.Downloads.Hosts[0]: \"\" is no host name; write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name",
            "Images.Downloads.Hosts[1]: \"a b\" is no host name; write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name");
        yield return Case("""{ "ClientKeys": [ { "Name": "a" } ] }""", "Images.ClientKeys: Images:ClientKeys is not available in this version; remove it");
        yield return Case("""{ "Resilience": { "Retry": { "MaxRetries": 11 } } }""", "Images.Resilience.Retry.MaxRetries: 11 is outside of 0 to 10");
        yield return Case("""{ "Resilience": { "Retry": { "Delay": "00:00:10" } } }""", "Images.Resilience.Retry.Delay: the longest wait (00:00:05) is shorter than the first (00:00:10)");
        yield return Case("""{ "Resilience": { "Breaker": { "FailureRatio": 0 } } }""", "Images.Resilience.Breaker.FailureRatio: \"0\" is not a number above 0 and up to 1");
        yield return Case("""{ "Resilience": { "Breaker": { "MinimumThroughput": 1 } } }""", "Images.Resilience.Breaker.MinimumThroughput: 1 is outside of 2 to 1000000");
        yield return Case("""{ "Resilience": { "Concurrency": "many" } }""", "Images.Resilience.Concurrency: \"many\" is not a whole number");
        yield return Case("""{ "Endpoints": { "Prefix": "iris/" } }""", "Images.Endpoints.Prefix: \"iris/\" is no prefix: write a path such as \"/iris\", or \"\" for none");
        yield return Case("""{ "Endpoints": { "MetricsHost": "http://a:1" } }""", "Images.Endpoints.MetricsHost: \"http://a:1\" is no host: write a name, an address, or \"*\" for all; the port is MetricsPort");
        yield return Case("""{ "Endpoints": { "SocketMode": "rw-rw----" } }""", "Images.Endpoints.SocketMode: \"rw-rw----\" is no mode: write the permissions in octal, for example \"0660\" for owner and group");
        yield return Case("""{ "Endpoints": { "SocketMode": "4755" } }""", "Images.Endpoints.SocketMode: \"4755\" is no mode: write the permissions in octal, for example \"0660\" for owner and group");
        yield return Case("""{ "Endpoints": { "SocketGroup": "" } }""", "Images.Endpoints.SocketGroup: is empty: write the group's name or number");
        yield return Case("""{ "Endpoints": { "AffinityKeys": " " } }""", "Images.Endpoints.AffinityKeys: is empty: write a folder's path");
        yield return Case("""{ "Endpoints": { "MetricsPort": 70000 } }""", "Images.Endpoints.MetricsPort: 70000 is outside of 1 to 65535");
        yield return Case("""{ "Limits": { "RequestBytes": 0 } }""", "Images.Limits.RequestBytes: 0 is outside of 1 to 1073741824");
        yield return Case("""{ "Limits": { "Fallbacks": 17 } }""", "Images.Limits.Fallbacks: 17 is outside of 0 to 16");
        yield return Case("""{ "Limits": { "Orders": 0 } }""", "Images.Limits.Orders: 0 is outside of 1 to 1000");
        yield return Case("""{ "Limits": { "BodyBytes": 0 } }""", "Images.Limits.BodyBytes: 0 is outside of 1 to 1099511627776");
        yield return Case("""{ "Limits": { "BodyBytes": 1048575 } }""", "Images.Limits.BodyBytes: 1048575 bytes for all bodies are less than RequestBytes allows for one (1048576)");
        yield return Case("""{ "Limits": { "BodyBytes": 40000000 }, "Clusters": { "sandbox": { "Limits": { "RequestBytes": 40000001 } } } }""",
            "Images.Limits.BodyBytes: 40000000 bytes for all bodies are less than RequestBytes allows for one (40000001)");
        yield return Case("""{ "Clusters": { "sandbox": { "Limits": { "BodyBytes": 1 } } } }""", "Images.Clusters.sandbox.Limits.BodyBytes: unknown member; it belongs in Images.Limits");
        yield return Case("""{ "Clusters": { "sandbx": { "Deadlines": { "Connect": "00:00:01" } } } }""", "Images.Clusters.sandbx: \"sandbx\" is no image cluster; did you mean \"sandbox\"?");
        yield return Case("""{ "Clusters": { "sandbox": { "Strict": true } } }""", "Images.Clusters.sandbox.Strict: unknown member; it belongs in Images");
        yield return Case("""{ "Models": { "house": { "Target": "painter" } } }""", "Images.Models.house.Target: \"painter\" names no model; write it as cluster/model");
        yield return Case("""{ "Models": { "house": { "Target": "sandbox/" } } }""", "Images.Models.house.Target: \"sandbox/\" names no model; write it as cluster/model");
        yield return Case("""{ "Models": { "house": { "Target": "opnai/x" } } }""", "Images.Models.house.Target: \"opnai\" is no image cluster");
        yield return Case("""{ "Models": { "house": { "Fallbacks": [ "sandbox/a" ] } } }""", "Images.Models.house: Target is missing: name the model it stands for, as cluster/model");
        yield return Case("""{ "Models": { "house": "sandbox/a" } }""", "Images.Models.house: must be an object, not \"sandbox/a\"");
        yield return Case("""{ "Models": { "a": { "Target": "sandbox/x" }, "b": { "Target": "a" } } }""", "Images.Models.b.Target: \"a\" is an alias itself; name the model as cluster/model");
        yield return Case("""{ "Models": { "a": { "Target": "sandbox/x", "Fallbacks": [ "sandbox/y", "sandbax/y" ] } } }""", "Images.Models.a.Fallbacks[1]: \"sandbax\" is no image cluster; did you mean \"sandbox\"?");
        yield return Case("""{ "Models": { " ": { "Target": "sandbox/x" } } }""", "Images.Models. : an alias needs a name");
    }

    private static IEnumerable<TestCaseData> Clusters()
    {
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "opena" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "k" } } } }
            """, "ReverseProxy.Clusters.c.Metadata.ImageApi: \"opena\" is no image API; did you mean \"openai\"?");
        yield return Case("""
            "c": { "Metadata": { "ImagApi": "openai" }, "Destinations": { "d": { "Address": "http://a/" } } }
            """, "ReverseProxy.Clusters.c.Metadata.ImagApi: unknown name; did you mean \"ImageApi\"?");
        yield return Case("""
            "a/b": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "http://a/" } } }
            """, "ReverseProxy.Clusters.a/b: the id of an image cluster may hold letters, digits, '-', '_' and '.' only");
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "sandbox" } }
            """, "ReverseProxy.Clusters.c: an image cluster needs a destination");
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Metadata": { "Weight": "1" } } } }
            """, "ReverseProxy.Clusters.c.Destinations.d: Address is missing");
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "sandbox" } } }
            """, "ReverseProxy.Clusters.c.Destinations.d.Address: \"sandbox\" is no absolute http or https URL");
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "http://a/?api-version=1" } } }
            """, "ReverseProxy.Clusters.c.Destinations.d.Address: an address has no query, fragment or user: give the API's base, such as \"https://api.openai.com/v1/\"");
        yield return Case("""
            "c": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "Weight": "-1", "Keyless": "yes", "KeyHeader": "a b", "ApiKy": "x" } } } }
            """,
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.ApiKy: unknown name; did you mean \"ApiKey\"?",
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.KeyHeader: \"a b\" is no header name",
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.Keyless: \"yes\" is neither true nor false",
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.Weight: \"-1\" is not a whole number from 0 to 1000000");
        yield return Case("""
            "c": { "LoadBalancingPolicy": "Nope", "Destinations": { "d": { "Address": "http://a/" } } }
            """, "ReverseProxy.Clusters.c: No matching ILoadBalancingPolicy found for the load balancing policy 'Nope' set on the cluster 'c'.");
        yield return Case("""
            "c": { "LodBalancingPolicy": "Random", "Destinations": { "d": { "Adress": "http://a/", "Address": "http://a/" } } }
            """,
            "ReverseProxy.Clusters.c.Destinations.d.Adress: unknown member; did you mean \"Address\"?",
            "ReverseProxy.Clusters.c.LodBalancingPolicy: unknown member; did you mean \"LoadBalancingPolicy\"?");
        yield return Case("""
            "c": { "HttpClient": { "MaxConnectionsPerServer": "ten", "SslProtocols": [ "Tls15" ] }, "HttpRequest": { "VersionPolicy": "RequestVersionOrLowr" }, "Destinations": { "d": { "Address": "http://a/" } } }
            """,
            "ReverseProxy.Clusters.c.HttpClient.MaxConnectionsPerServer: \"ten\" is not a whole number up to 2147483647",
            "ReverseProxy.Clusters.c.HttpClient.SslProtocols[0]: \"Tls15\" is not one of None, Ssl2, Ssl3, Tls, Default, Tls11, Tls12, Tls13; did you mean \"Tls11\"?",
            "ReverseProxy.Clusters.c.HttpRequest.VersionPolicy: \"RequestVersionOrLowr\" is not one of RequestVersionOrLower, RequestVersionOrHigher, RequestVersionExact; did you mean \"RequestVersionOrLower\"?");
        yield return Case("""
            "c": { "Destinations": { "d": { "Address": "env:NOT_THERE" } } }
            """, "ReverseProxy.Clusters.c.Destinations.d.Address: environment variable NOT_THERE is not set");
        yield return Case("""
            "c": { "HttpClient": { "MaxConnectionsPerServer": 99999999999 }, "Destinations": { "d": { "Address": "http://a/" } } }
            """, "ReverseProxy.Clusters.c.HttpClient.MaxConnectionsPerServer: \"99999999999\" is not a whole number up to 2147483647");
    }

    private static IEnumerable<TestCaseData> Routes()
    {
        yield return Case("""
            "r": { "ClusterId": "ap", "Match": { "Path": "/{**rest}" } }
            """, "ReverseProxy.Routes.r.ClusterId: \"ap\" is no cluster; did you mean \"app\"?");
        yield return Case("""
            "r": { "Match": { "Path": "/{**rest}" } }
            """, "ReverseProxy.Routes.r: ClusterId is missing");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/v1/images/{operation}" }, "Metadata": { "ImageIngress": "openai" } }
            """, "ReverseProxy.Routes.r.ClusterId: \"app\" is no image cluster");
        yield return Case("""
            "r": { "ClusterId": "sandbox", "Match": { "Path": "/v1/images/{operation}" }, "Metadata": { "ImageIngress": "opnai" } }
            """, "ReverseProxy.Routes.r.Metadata.ImageIngress: \"opnai\" is not one of unified, openai, azure; did you mean \"openai\"?");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/v1/images/{operation}" }, "Metadata": { "ImageIngres": "openai" } }
            """, "ReverseProxy.Routes.r.Metadata.ImageIngres: unknown name; did you mean \"ImageIngress\"?");
        yield return Case("""
            "providers/sandbox": { "ClusterId": "app", "Match": { "Path": "/{**rest}" } }
            """,
            "ReverseProxy.Routes.providers/sandbox: ids that begin with \"providers/\" belong to the routes that are derived from image clusters");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/{broken" } }
            """, "ReverseProxy.Routes.r: Invalid path '/{broken' for route 'r'. There is an incomplete parameter in the route template. Check that each '{' character has a matching '}' character.");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { } }
            """, "ReverseProxy.Routes.r: Route 'r' requires Hosts or Path specified. Set the Path to '/{**catchall}' to match all requests.");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/{id:nope}" } }
            """, "ReverseProxy.Routes.r.Match.Path: The constraint reference 'nope' could not be resolved to a type. Register the constraint type with 'Microsoft.AspNetCore.Routing.RouteOptions.ConstraintMap'.");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/", "Methods": [ "FETCH" ] } }
            """, "ReverseProxy.Routes.r: Unsupported HTTP method 'FETCH' has been set for route 'r'.");
        yield return Case("""
            "r": { "ClusterId": "app", "Match": { "Path": "/" }, "Transforms": [ { "PathPrefx": "/x" } ] }
            """, "ReverseProxy.Routes.r: Unknown transform: PathPrefx; did you mean \"PathPrefix\"?");
        yield return Case("""
            "r": { "ClusterId": "app", "Order": "first", "Match": { "Paths": "/", "Path": "/", "Methods": "POST" } }
            """,
            "ReverseProxy.Routes.r.Match.Methods: must be an array, not \"POST\"",
            "ReverseProxy.Routes.r.Match.Paths: unknown member; did you mean \"Path\"?",
            "ReverseProxy.Routes.r.Order: \"first\" is not a whole number up to 2147483647");
        yield return Case("""
            "one": { "Match": { "Path": "/v1/images/{operation}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "unified" } },
            "two": { "ClusterId": "app", "Match": { "Path": "/V1/images/{other}" , "Methods": [ "GET", "POST" ] } },
            "three": { "ClusterId": "sandbox", "Match": { "Path": "/providers/sandbox/v1/images/{op:regex(^(generations|edits|variations)$)}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "openai" } }
            """,
            "ReverseProxy.Routes.providers/sandbox: matches the same requests as route \"three\"",
            "ReverseProxy.Routes.two: matches the same requests as route \"one\"");
    }

    private static TestCaseData Case(string json, params string[] expected) => new(json.Trim(), expected);

    [Test]
    public async Task LoadAsync_ImageApiThatTheCatalogLacks_SaysThatThereIsNone()
    {
        var json = Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "elevenlabs" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "k" } } } }
            """);

        Expect(
            await Load.Loader(without: ["elevenlabs"]).LoadAsync(Encoding.UTF8.GetBytes(json), Path.GetTempPath()),
            ["ReverseProxy.Clusters.c.Metadata.ImageApi: \"elevenlabs\" is no image API"]);
    }

    [TestCaseSource(nameof(Images))]
    public async Task LoadAsync_ImagesWrong_SaysWhereAndWhy(string images, string[] expected) =>
        Expect(await Load.Json(Load.WithImages(images)), expected);

    [TestCaseSource(nameof(Clusters))]
    public async Task LoadAsync_ClusterWrong_SaysWhereAndWhy(string clusters, string[] expected) =>
        Expect(await Load.Json(Load.WithClusters(clusters)), expected);

    [TestCaseSource(nameof(Routes))]
    public async Task LoadAsync_RouteWrong_SaysWhereAndWhy(string routes, string[] expected) =>
        Expect(await Load.Json(Load.WithRoutes(routes)), expected);

    private static void Expect(LoadedConfiguration loaded, string[] expected)
    {
        Assert.That(loaded.Errors.Select(e => $"{e.Path}: {e.Message}"), Is.EquivalentTo(expected));
        Assert.That(loaded.Snapshot, Is.Null);
    }
}
