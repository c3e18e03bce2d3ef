namespace Iris.Transforms.Wire.Sse;

/// <summary>Receives the events of one stream in order. Every span is valid only during the call.</summary>
internal interface ISseHandler
{
    /// <summary>The whole value of an <c>event:</c> field. It may come after data of its own event; the last one of an event counts.</summary>
    void EventName(ReadOnlySpan<byte> name);

    /// <summary>A piece of the event's data, as it arrives; never empty. Data lines of one event are joined by '\n'.</summary>
    void Data(ReadOnlySpan<byte> slice);

    /// <summary>The event ends. Called only for events that had a data or event field.</summary>
    void Dispatch();

    /// <summary>The event's data was exactly <c>[DONE]</c>; called in place of <see cref="Data"/> and <see cref="Dispatch"/>.</summary>
    void Done();

    /// <summary>A comment begins: its text says nothing, its coming that the server is at work.</summary>
    void Comment()
    {
    }
}
