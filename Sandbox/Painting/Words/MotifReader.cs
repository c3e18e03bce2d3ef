namespace Iris.Sandbox.Painting.Words;

/// <summary>Puts the words of a prompt together to a <see cref="Motif"/>, one after another.</summary>
internal sealed class MotifReader
{
    /// <summary>How many figures share a picture.</summary>
    public const int MostFigures = 3;

    // "a red arctic fox": a colour belongs to the subject when at most this many words stand between them.
    private const int Reach = 2;

    // "a pair of very small foxes".
    private const int CountReach = 4;

    private readonly List<Figure> _figures = [];
    private readonly List<string> _leftOut = [];
    private readonly List<string> _unknown = [];
    private Motif _motif = new();
    private (Colour Colour, int At)? _colour;
    private (int Count, int At, string Text)? _count;
    private bool _portrait;
    private int _at;
    private int _figureAt = int.MinValue / 2;

    /// <summary>Takes the next word.</summary>
    public void Take(PromptWord word)
    {
        _at++;
        if (word.Meanings is null)
        {
            // A single letter is what an apostrophe has left: "fox's".
            if (word.Text.Length > 1 || word.Unspaced || char.IsDigit(word.Text[0]))
                _unknown.Add(word.Text);
            return;
        }
        foreach (var meaning in word.Meanings)
            Take(word, meaning);
    }

    /// <summary>What was asked for.</summary>
    public Motif Finish()
    {
        if (_figures.Count == 0 && _portrait)
            _figures.Add(new(Subject.Person, 1, null));
        // "a field of flowers": they grow there already.
        if (_motif.Scenery == Scenery.Meadow)
            _figures.RemoveAll(figure => figure.Subject == Subject.Flower);
        DropCount();
        if (_colour is { } colour)
            SetMood(colour.Colour);
        return _motif with { Figures = _figures, LeftOut = _leftOut, Unknown = _unknown };
    }

    private void Take(PromptWord word, Meaning meaning)
    {
        switch (meaning.Kind)
        {
            case WordKind.Subject:
                TakeSubject(word, meaning);
                break;
            case WordKind.Place:
                TakePlace(word, (Scenery)meaning.Value);
                break;
            case WordKind.Hour when _motif.Hour is { } hour && hour != (Hour)meaning.Value:
                _leftOut.Add(word.Text);
                break;
            case WordKind.Hour:
                _motif = _motif with { Hour = (Hour)meaning.Value };
                break;
            case WordKind.Colour:
                TakeColour(word, meaning);
                break;
            case WordKind.Count:
                TakeCount(word, meaning.Value);
                break;
            case WordKind.Portrait:
                _portrait = true;
                break;
            default:
                _motif = _motif with
                {
                    Snow = _motif.Snow || meaning.Kind == WordKind.Snow,
                    Rain = _motif.Rain || meaning.Kind == WordKind.Rain,
                    Blossom = _motif.Blossom || meaning.Kind == WordKind.Blossom,
                };
                break;
        }
    }

    private void TakeSubject(PromptWord word, Meaning meaning)
    {
        var subject = (Subject)meaning.Value;
        if (_figures.Exists(figure => figure.Subject == subject))
            return;
        var count = meaning.Several ? 2 : 1;
        if (_count is { } counted && _at - counted.At <= CountReach)
            (count, _count) = (counted.Count, null);
        var room = MostFigures - _figures.Sum(figure => figure.Count);
        if (room == 0)
        {
            _leftOut.Add(word.Text);
            return;
        }
        Colour? coat = null;
        if (_colour is { } near && _at - near.At <= Reach + 1)
            (coat, _colour) = (near.Colour, null);
        _figures.Add(new(subject, Math.Min(count, room), coat));
        _figureAt = _at;
    }

    private void TakePlace(PromptWord word, Scenery place)
    {
        if (_motif.Scenery is not { } present || place.Covers(present))
            _motif = _motif with { Scenery = place };
        else if (!present.Covers(place))
            _leftOut.Add(word.Text);
    }

    private void TakeColour(PromptWord word, Meaning meaning)
    {
        if (meaning.Follows && word.Close && _at == _figureAt + 1 && _figures[^1].Coat is null)
        {
            _figures[^1] = _figures[^1] with { Coat = (Colour)meaning.Value };
            return;
        }
        if (_colour is { } earlier)
            SetMood(earlier.Colour);
        _colour = ((Colour)meaning.Value, _at);
    }

    private void TakeCount(PromptWord word, int count)
    {
        // Japanese counts behind: "狐が二匹".
        if (word.Unspaced && _at - _figureAt <= Reach && _figures[^1].Count == 1 && _figures.Sum(figure => figure.Count) + count - 1 <= MostFigures)
        {
            _figures[^1] = _figures[^1] with { Count = count };
            return;
        }
        DropCount();
        _count = (count, _at, word.Text);
    }

    // A number that counts nothing we draw in numbers: "two mountains".
    private void DropCount()
    {
        if (_count is { Count: > 1 } count)
            _unknown.Add(count.Text);
        _count = null;
    }

    private void SetMood(Colour colour) => _motif = _motif with { Mood = _motif.Mood ?? colour };
}
