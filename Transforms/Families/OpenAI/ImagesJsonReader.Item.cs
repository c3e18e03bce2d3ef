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

        public void Reset()
        {
            _early.Clear();
            _heldBase64?.ResetWrittenCount();
            _heldUrl = null;
            _begun = _blocked = false;
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

        public void Url(ReadOnlySpan<byte> rawString)
        {
            if (!_begun && _heldBase64 is not null)
            {
                _heldUrl = rawString.ToArray();
                return;
            }
            Begin();
            reader._sink.Url(rawString);
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
            if (!_blocked)
                HandOn();
            if (_begun)
                reader._sink.EndImage(ImageKind.Final, whole: false);
            reader.Items++;
            if (_blocked || !_begun)
                reader.BlockedItems++;
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
                Begin();
                reader._sink.Url(url);
                _heldUrl = null;
            }
        }

        private void Begin()
        {
            if (_begun)
                return;
            _begun = true;
            reader._sink.BeginImage(ImageKind.Final);
            foreach (var (name, json) in _early)
                Say(name, json);
            _early.Clear();
        }

        // A renamed member may describe the whole answer in OpenAI's form (media_type becomes output_format), so it is passed as an event member
        // and the sink decides where it belongs.
        private void Say(string name, ReadOnlySpan<byte> json)
        {
            var value = reader._words.ValueOf(name, json);
            var known = reader._words.NameOf(name);
            if (value.IsEmpty)
                return;
            if (known == name)
                reader._sink.ImageMember(name, value);
            else
                reader._sink.EventMember(known, value);
        }
    }
}
