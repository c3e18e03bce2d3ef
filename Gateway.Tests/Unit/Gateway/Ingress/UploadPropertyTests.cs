using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Iris.Gateway.Calls;
using Iris.Gateway.Ingress;
using Iris.Gateway.Model;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.FSharp.Core;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Ingress;

/// <summary>
/// Properties of the ingress with pictures: however a body is divided into reads, it is the same request with the very same pictures. The cases are
/// random and always the same ones; a failure names its seed.
/// </summary>
internal sealed class UploadPropertyTests
{
    private const string Boundary = "cut-7f";
    private const int Cases = 150;
    private const ulong Seed = 20261127;

    private static readonly string[] Formats = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];

    // What stands in pictures where a careless reader takes it for the end of a part, or of a text.
    private static readonly string[] Traps =
        ["\r\n--cut", "\r\n--cut-7", "--cut-7f", "--cut-7f--", "\r", "\n", "\r\n", "\r\n\r\n", "\n--cut-7f", "-", "\"", "\\", "\0", "}", "image"];

    private static readonly Gen<byte[]> Noise = Gen.OneOf(
        Gen.Elements(Traps).Select(Encoding.Latin1.GetBytes),
        Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number)));

    private static readonly Gen<byte[]> Picture = Gen.Elements(Formats)
        .SelectMany(_ => Gen.ListOf(Noise), (format, noise) => (byte[])[.. EditWorld.Head(format), .. noise.SelectMany(piece => piece)])
        .Where(bytes => bytes.AsSpan().IndexOf("\r\n--cut-7f"u8) < 0);

    private static readonly Gen<string> Text = Gen.Elements("p", "make it night", "\u2603 snow", "a \"quoted\" \\ word", "--cut-7", "data:,x", "{", "0");

    private static readonly Gen<int[]> Division = Gen.OneOf(
        Gen.Constant((int[])[1]), Gen.Choose(1, 40).Select(size => (int[])[size]), Gen.ArrayOf(Gen.Choose(1, 600), 7));

    private static readonly Gen<Request> Requests =
        from prompt in Text
        from more in Gen.SubListOf(("user", "u"), ("quality", "high"), ("size", "64x64"), ("x_text", "[plain"), ("background", "opaque"))
        from extra in Text
        from count in Gen.Choose(1, 4)
        from inputs in Gen.ArrayOf(Picture, count)
        from hasMask in Gen.Choose(0, 1)
        // The size of a mask is the first picture's, where both are known.
        select new Request([("model", "openai/m"), ("prompt", prompt), ("x_extra", extra), .. more], inputs, hasMask == 0 ? null : EditWorld.Png(length: 700));

    private ProxySnapshot _snapshot = null!;

    [OneTimeSetUp]
    public async Task LoadAsync() => _snapshot = await Load.Snapshot(Load.Good);

    [Test]
    public void Form_DividedAnyhow_IsTheSameRequest() => Check(
        from request in Requests
        from parts in Shuffled(
            [.. request.Fields.Select(field => Field(field.Name, field.Text)), .. request.Mask is null ? [] : (byte[][])[File("mask", request.Mask)]],
            [.. request.Inputs.Select((input, i) => File(i % 2 == 0 ? "image[]" : "image", input))])
        from division in Division
        select new Body($"multipart/form-data; boundary={Boundary}", [.. parts.SelectMany(part => part), .. Utf8($"--{Boundary}--\r\n")], request, division));

    [Test]
    public void Json_DividedAnyhow_IsTheSameRequest() => Check(
        from request in Requests
        from style in Gen.ArrayOf(Gen.Choose(0, 11), 24)
        from members in Shuffled(
            [.. request.Fields.Select(field => Utf8($"\"{field.Name}\":{JsonSerializer.Serialize(field.Text)}")),
                .. request.Mask is null ? [] : (byte[][])[Utf8($"\"mask\":{Shape(request.Mask, style, 0)}")]],
            [Utf8($"\"images\":[{string.Join(style[1] % 2 == 0 ? "," : " ,\n", request.Inputs.Select((input, i) => Shape(input, style, i + 1)))}]")])
        from division in Division
        select new Body("application/json", [.. "{ "u8, .. members.SelectMany((member, i) => i == 0 ? member : [.. " , "u8, .. member]), .. "}"u8], request, division));

    // The pictures keep their order among themselves.
    private static Gen<byte[][]> Shuffled(byte[][] fields, byte[][] pictures) =>
        Gen.Shuffle(Enumerable.Range(0, fields.Length + pictures.Length).ToArray()).Select(order =>
        {
            var next = 0;
            return order.Select(index => index < fields.Length ? fields[index] : pictures[next++]).ToArray();
        });

    private static byte[] Field(string name, string text) => Utf8($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");

    private static byte[] File(string name, byte[] picture) =>
    [
        .. Utf8($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n"),
        .. picture,
        .. "\r\n"u8,
    ];

    // A picture in one of the shapes that clients send; some of its base64 is escaped.
    private static string Shape(byte[] picture, int[] style, int at)
    {
        var text = Convert.ToBase64String(picture);
        if (style[at] % 3 == 0)
            text = text.Replace("/", "\\/", StringComparison.Ordinal).Replace("A", "\\u0041", StringComparison.Ordinal);
        var url = $"\"data:image/png;base64,{text}\"";
        return (style[at + 8] % 6) switch
        {
            0 => $"\"{text}\"",
            1 => url,
            2 => $"{{\"image_url\":{url}}}",
            3 => $"{{ \"type\":\"image_url\", \"image_url\" : {{\"detail\":\"low\",\"url\": {url} }} }}",
            4 => $"{{\"b64_json\":\"{text}\"}}",
            _ => $"{{\"url\":{url}}}",
        };
    }

    private void Check(Gen<Body> bodies) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, 1), FSharpOption<int>.None))),
        Prop.ForAll(bodies.ToArbitrary(), (Func<Body, bool>)Holds));

    private bool Holds(Body body)
    {
        var whole = Read(body, [body.Bytes.Length]);
        Assert.That(Read(body, body.Division), Is.EqualTo(whole));
        Assert.That(whole,
            Does.EndWith(Pictures(body.Request.Inputs.Select(EditWorld.Hash), body.Request.Mask is { } mask ? EditWorld.Hash(mask) : null)));
        return true;
    }

    private string Read(Body body, int[] division)
    {
        var context = new DefaultHttpContext { Request = { ContentType = body.ContentType, Body = new PieceStream(body.Bytes, division) } };
        var ingress = new PictureIngress(
            context, _snapshot, OpenAIDialect.OpenAI, new RequestBudgets(new BodyBudget(), new SpoolBudget()), TimeProvider.System);
        var (request, error) = ingress.ReadAsync(new RequestScope(ImageOperation.Edit, KeepExtraParams: false), _ => null).AsTask().GetAwaiter()
            .GetResult();
        return error is not null
            ? error.ToString()
            : ReadRequest.Describe(request! with { Inputs = [], Mask = null })
                + string.Join('\n', request.Inputs.Append(request.Mask).OfType<ImageInput>().Select(input => $"{input.Name} {input.MediaType} {input.Width}x{input.Height}\n"))
                + Pictures(request.Inputs.Select(HashOf), request.Mask is null ? null : HashOf(request.Mask));
    }

    private static string Pictures(IEnumerable<string> inputs, string? mask) => $"{string.Join(' ', inputs)} mask {mask}";

    private static string HashOf(ImageInput input) => EditWorld.Hash(new ProviderBody([new BodySegment(input.Content!, asBase64: false)]).ToArray());

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private sealed record Request((string Name, string Text)[] Fields, byte[][] Inputs, byte[]? Mask);

    private sealed record Body(string ContentType, byte[] Bytes, Request Request, int[] Division)
    {
        public override string ToString() => $"{Encoding.Latin1.GetString(Bytes)}\nin pieces of {string.Join(", ", Division)}";
    }

    // Gives its bytes in pieces of these sizes, again and again.
    private sealed class PieceStream(byte[] bytes, int[] sizes) : MemoryStream(bytes, writable: false)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Length])]));
    }
}
