using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Families.OpenAI;

internal partial class ImagesJsonReader
{
    /// <summary>Handles one item of <c>data</c>. The picture begins with its first byte, so an empty item is no picture.</summary>
    private sealed class ItemTarget(ImagesJsonReader reader) : IImageObjectTarget
    {
        private readonly List<(string Name, byte[] Json)> _early = [];
        private readonly ArrayBufferWriter<byte>? _heldBase64 = reader.MayBlock ? new() : null;
        private byte[]? _heldUrl;
        private bool _begun;
        private bool _blocked;
        private bool _isDataUrl;

        public void Reset()
        {
            _early.Clear();
            _heldBase64?.ResetWrittenCount();
            _heldUrl = null;
            _begun = _blocked = _isDataUrl = false;
        }

        public void Base64(ReadOnlySpan<byte> slice)
        {
            if (!_begun && _heldBase64 is not null)
            {
                if (_blocked)
                    return;
                if (slice.Length <= HeldPictures.MaxHeld - _heldBase64.WrittenCount)
                {
                    _heldBase64.Write(slice);
                    return;
                }
                HandOn();
            }
            Begin();
            reader._sink.Base64(slice);
        }

        public void DataUrl() => _isDataUrl = true;

        public void Url(ReadOnlySpan<byte> rawString)
        {
            // An address that is fetched waits until the item tells whether it has the picture as well.
            if (!_begun && (_heldBase64 is not null || reader._stored.Fetches))
            {
                _heldUrl = rawString.ToArray();
                return;
            }
            PassOn(rawString);
        }

        public void Member(string name, ReadOnlySpan<byte> json)
        {
            _blocked |= reader.IsBlocked(name, json);
            // An empty text is left out, like a missing one.
            if (name == "revised_prompt" && json.SequenceEqual("\"\""u8))
                return;
            if (!reader._budget.Take(name, json.Length))
                TooLarge(name);
            else if (_begun)
                Say(name, json);
            else
                _early.Add((name, json.ToArray()));
        }

        public void TooLarge(string name) => reader._sink.TooLarge(name);

        public void End()
        {
            reader.Items++;
            if (_blocked && _begun)
            {
                reader.Failure = ImageError.Blocked("The provider's moderation has blocked an image whose data was on its way.");
                throw new FormatException("a blocked picture");
            }
            if (!_blocked && !IsStored())
                HandOn();
            if (_begun)
                reader._sink.EndImage(ImageKind.Final, whole: false);
            else if (_blocked || _heldUrl is null)
                reader.BlockedItems++;
        }

        // A picture that came as an address only, and that is fetched when the answer is complete.
        private bool IsStored()
        {
            if (_begun || _heldUrl is null || _heldBase64 is { WrittenCount: > 0 } || !reader._stored.Fetches)
                return false;
            var members = _early.ToArray();
            return reader._stored.Add(_heldUrl, ImageKind.Final, () => Array.ForEach(members, member => Say(member.Name, member.Json)));
        }

        private void HandOn()
        {
            if (_heldBase64 is { WrittenCount: > 0 })
            {
                Begin();
                reader._sink.Base64(_heldBase64.WrittenSpan);
                _heldBase64.ResetWrittenCount();
            }
            if (_heldUrl is { } url)
            {
                PassOn(url);
                _heldUrl = null;
            }
        }

        // Events carry base64 only.
        private void PassOn(ReadOnlySpan<byte> url)
        {
            if (reader._sink.Context.Request.Stream)
                return;
            Begin();
            reader._sink.Url(url);
        }

        private void Begin()
        {
            if (_begun)
                return;
            _begun = true;
            reader._sink.BeginImage(ImageKind.Final);
            if (_isDataUrl)
                reader._sink.KeepDataUrl();
            foreach (var (name, json) in _early)
                Say(name, json);
            _early.Clear();
        }

        // A renamed member may describe the whole answer in OpenAI's form (media_type becomes output_format), so it is passed as an event member
        // and the sink decides where it belongs.
        private void Say(string name, ReadOnlySpan<byte> json)
        {
            var value = reader._memberMap.ValueOf(name, json);
            var known = reader._memberMap.NameOf(name);
            if (value.IsEmpty)
                return;
            if (known == name)
                reader._sink.ImageMember(name, value);
            else
                reader._sink.EventMember(known, value);
        }
    }
}
