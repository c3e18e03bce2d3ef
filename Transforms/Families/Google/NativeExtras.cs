using System.Collections.Frozen;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Puts members outside the Images API at their place in Google's body (docs/contract.md, sections 10.5 and 10.6), in camel or snake case. A name
/// that Google does not know at any such place goes to the top level unchanged, and the provider decides about it.
/// </summary>
internal sealed class NativeExtras
{
    /// <summary>The places of <c>generateContent</c>.</summary>
    public static NativeExtras GenerateContent { get; } = new(
        written: "contents",
        objects: ["generationConfig", "imageConfig", "thinkingConfig", "imageOutputOptions"],
        new()
        {
            ["safetySettings"] = [],
            ["cachedContent"] = [],
            ["labels"] = [],
            ["systemInstruction"] = [],
            ["tools"] = [],
            ["toolConfig"] = [],
            ["generationConfig"] = [],
            ["responseModalities"] = ["generationConfig"],
            ["temperature"] = ["generationConfig"],
            ["topP"] = ["generationConfig"],
            ["topK"] = ["generationConfig"],
            ["mediaResolution"] = ["generationConfig"],
            ["thinkingConfig"] = ["generationConfig"],
            ["imageConfig"] = ["generationConfig"],
            ["personGeneration"] = ["generationConfig", "imageConfig"],
            ["prominentPeople"] = ["generationConfig", "imageConfig"],
        });

    /// <summary>The places of Imagen's <c>predict</c>.</summary>
    public static NativeExtras Imagen { get; } = new(
        written: "instances",
        objects: ["parameters", "outputOptions"],
        new()
        {
            ["labels"] = [],
            ["parameters"] = [],
            ["personGeneration"] = ["parameters"],
            ["language"] = ["parameters"],
            ["enhancePrompt"] = ["parameters"],
            ["addWatermark"] = ["parameters"],
            ["safetySetting"] = ["parameters"],
            ["safetySettings"] = ["parameters"],
            ["includeRaiReason"] = ["parameters"],
            ["includeSafetyAttributes"] = ["parameters"],
            ["storageUri"] = ["parameters"],
            ["guidanceScale"] = ["parameters"],
            ["baseSteps"] = ["parameters"],
            ["sampleImageSize"] = ["parameters"],
            ["sampleImageStyle"] = ["parameters"],
            ["outputOptions"] = ["parameters"],
            ["editMode"] = ["parameters"],
        });

    private readonly string _written;
    private readonly string[] _objects;
    private readonly FrozenDictionary<string, string[]> _places;

    private NativeExtras(string written, string[] objects, Dictionary<string, string[]> places)
    {
        _written = written;
        _objects = objects;
        _places = places.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Places every extra of the call.</summary>
    public void Place(ProviderCall call, GoogleModel model, BodyWriter body)
    {
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var extra in call.Request.Extras)
        {
            var name = NativeObject.ToCamelCase(extra.Name);
            if (name == _written)
                call.Report.Drop(extra.Name, null, "the prompt and 'input_images' are the content");
            else if (model.Refuses.Contains(name))
                call.Report.Drop(extra.Name, null, "this interface does not take it; Vertex AI's does");
            else if (!placed.Add(_places.ContainsKey(name) ? name : extra.Name))
                call.Report.Drop(extra.Name, null, "it is given in another spelling as well");
            else
                Place(call, body, extra, name);
        }
    }

    private void Place(ProviderCall call, BodyWriter body, RawMember extra, string name)
    {
        if (!_places.TryGetValue(name, out var path))
        {
            NativeObject.Put(body, extra.Name, extra.Json);
            return;
        }
        foreach (var step in path)
            body.Open(step);
        if (!_objects.Contains(name))
        {
            // Imagen has one threshold; the contract spells it "safetySettings".
            NativeObject.Put(body, name == "safetySettings" && path.Length > 0 ? "safetySetting" : name, extra.Json);
        }
        else if (extra.Json.Span[0] != (byte)'{')
        {
            call.Report.Drop(extra.Name, null, "it must be an object");
        }
        else
        {
            body.Object(name, members => NativeObject.Merge(members, extra.Json, _objects));
        }
        foreach (var _ in path)
            body.Close();
    }
}
