namespace Iris.Transforms.Families.OpenAI;

// Takes the members of an event's data object.
internal sealed partial class ImagesSseReader : IImageObjectTarget
{
    void IImageObjectTarget.Base64(ReadOnlySpan<byte> slice)
    {
        if (_type is EventType.Error or EventType.Other)
            return;
        Begin();
        _sink.Base64(slice);
    }

    // Events carry base64, and so does a plain answer that is made of them.
    void IImageObjectTarget.DataUrl()
    {
    }

    void IImageObjectTarget.Url(ReadOnlySpan<byte> rawString)
    {
        if (_type is EventType.Error or EventType.Other)
            return;
        if (_stored.Fetches)
        {
            _url = rawString.ToArray();
            return;
        }
        Begin();
        _sink.Url(rawString);
    }

    void IImageObjectTarget.Member(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "type" when json.Length > 2 && json[0] == (byte)'"':
                // The type in the data counts only when the event's line gave no known type.
                if (_type is EventType.Unknown or EventType.Other)
                    _type = TypeOf(json[1..^1]);
                if (_type == EventType.Error)
                    Keep(name, json);
                return;
            case "error":
                _type = EventType.Error;
                break;
            // The form writes its own numbers: events of several calls may be merged, and the contract's numbers have no gaps.
            case "sequence_number":
                return;
            // Some servers use the member's name from a plain answer in an event.
            case "created":
                name = "created_at";
                break;
            case "partial_image_index" when _type == EventType.Unknown && !_begun:
                _type = EventType.Partial;
                break;
        }
        Keep(name, json);
    }

    void IImageObjectTarget.TooLarge(string name)
    {
        if (name == "error")
            _type = EventType.Error;
        _sink.TooLarge(name);
    }
}
