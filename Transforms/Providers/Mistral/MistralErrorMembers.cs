using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>Collects the members of an error inside a 200 answer.</summary>
internal sealed class MistralErrorMembers
{
    private readonly List<(string Name, byte[] Json)> _members = [];

    /// <summary>Whether a member belongs to an error.</summary>
    public static bool IsMember(string path) => path is "type" or "param" or "code" or "name" or "error" || ErrorWords.IsMember(path);

    /// <summary>Whether there is a member that only an error has.</summary>
    public bool HasText => _members.Exists(member => member.Name == "error" || ErrorWords.IsMember(member.Name));

    /// <summary>Adds a member; an empty value was too long to be kept.</summary>
    public void Add(string name, ReadOnlySpan<byte> json)
    {
        _members.RemoveAll(member => member.Name == name);
        _members.Add((name, json.IsEmpty ? "{}"u8.ToArray() : json.ToArray()));
    }

    /// <summary>Removes all members.</summary>
    public void Clear() => _members.Clear();

    /// <summary>Reads the error.</summary>
    public ImageError Read()
    {
        using var body = new PooledBuffer();
        body.Write("{"u8);
        foreach (var (name, json) in _members)
        {
            if (body.Count > 1)
                body.Write(","u8);
            JsonText.WriteString(body, name);
            body.Write(":"u8);
            body.Write(json);
        }
        body.Write("}"u8);
        return MistralErrors.Read(new ErrorAnswer(502, "application/json", body.WrittenSpan.ToArray(), null) { InsideSuccess = true });
    }
}
