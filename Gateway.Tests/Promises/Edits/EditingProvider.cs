using System.Text;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Providers;
using Iris.Transforms;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>A provider that edits, with one of its models and its real answers.</summary>
/// <param name="Api">The codec.</param>
/// <param name="Model">The model at the provider.</param>
/// <param name="Answer">A case of its fixtures: <c>answers/NAME</c> or <c>legs/NAME</c>.</param>
internal sealed partial record EditingProvider(string Api, string Model, string Answer)
{
    /// <summary>Members of the client's that the case needs.</summary>
    public (string Name, object Value)[] Members { get; init; } = [];

    /// <summary>Its answer where a client wants events, if it has another one then.</summary>
    public string? StreamedAnswer { get; init; }

    /// <summary>The form in which the mask arrives; null for what the model's row says.</summary>
    public MaskForm? Form { get; init; }

    /// <summary>Whether the request has a mask where the model takes one.</summary>
    public bool HasMask { get; init; } = true;

    public ModelCapabilities Row => ProviderCatalog.All[Api].CapabilitiesOf(Model);

    /// <summary>The form of the mask that the provider gets; <see cref="MaskForm.None"/> where none is sent.</summary>
    public MaskForm Mask => HasMask ? Form ?? Row.Edits!.Mask : MaskForm.None;

    /// <summary>How many pictures are sent: three, where the model takes so many.</summary>
    public int Count => Math.Min(3, Mask == MaskForm.None ? Row.Edits!.MostInputs : Row.Edits!.MostInputsWithMask ?? Row.Edits.MostInputs);

    /// <summary>Whether a call is an order that is asked for afterwards.</summary>
    public bool IsPolled => Answer.StartsWith("legs/", StringComparison.Ordinal);

    public override string ToString() => $"{Api}/{Model}{(Mask == MaskForm.None ? "" : $", mask {Mask}")}";

    /// <summary>A script that answers each leg with its answer, with all addresses at this server.</summary>
    /// <param name="streams">Whether the client wants events.</param>
    public Func<RawConnection, Task> Script(bool streams)
    {
        var path = streams ? StreamedAnswer ?? Answer : Answer;
        var (kind, name) = (path.Split('/')[0], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var fixture = FixtureCase.Of(Api, kind).First(known => known.Name == name);
        if (kind == "answers")
            return connection => SendAsync(connection, fixture.ContentType, fixture.Bytes);
        var legs = fixture.Row["legs"]!.AsArray().Select(leg => (string)leg!).Zip(fixture.Answers("answers")).ToList();
        return connection =>
        {
            var line = connection.Request.Head.Split("\r\n")[0].Split(' ');
            var answer = line[0] == "POST" ? legs[0].Second : legs.Last(leg => leg.First.Contains(line[1], StringComparison.Ordinal)).Second;
            return SendAsync(connection, answer.ContentType, answer.Body);
        };
    }

    private static Task SendAsync(RawConnection connection, string? contentType, byte[] body)
    {
        if (contentType is not ("image/png" or "image/webp" or "image/jpeg"))
            body = Encoding.UTF8.GetBytes(Hosts().Replace(Encoding.UTF8.GetString(body), $"http://{connection.Request.Header("Host")}/"));
        return connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
    }

    [GeneratedRegex("https://[^/\"]+/")]
    private static partial Regex Hosts();
}
