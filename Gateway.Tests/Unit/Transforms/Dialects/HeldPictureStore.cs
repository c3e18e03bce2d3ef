using System.Security.Cryptography;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects;

/// <summary>Keeps a request's pictures in memory, and reads of them what the gateway's spool reads.</summary>
internal sealed class HeldPictureStore : IPictureStore
{
    private readonly List<byte> _bytes = [];

    public long Length => _bytes.Count;

    public ImageError? Write(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return null;
    }

    public ImageError? End(string name, out ImageInput? input)
    {
        var bytes = _bytes.ToArray();
        _bytes.Clear();
        var probe = new ImageProbe();
        probe.Feed(bytes);
        input = new ImageInput
        {
            Name = name,
            Content = new HeldContent(bytes),
            MediaType = ImageProbe.MediaType(probe.Format) ?? "",
            Width = probe.Width,
            Height = probe.Height,
            Sha256 = SHA256.HashData(bytes),
        };
        return null;
    }
}
