namespace Iris.Transforms.Wire.Sse;

/// <summary>Receives the events of one stream in order. Every span is valid only during the call.</summary>
internal interface ISseHandler
{
    /// <summary>The whole value of an <c>event:</c> field. It may come after the data of its event; an event's last name counts.</summary>
    void EventName(ReadOnlySpan<byte> name);

    /// <summary>A piece of the event's data, as it arrives; never empty. Data lines of one event are joined by '\n'.</summary>
    void Data(ReadOnlySpan<byte> slice);

    /// <summary>The event ends. Called only for events that had a data or an event field.</summary>
    void Dispatch();

    /// <summary>The event's data was exactly <c>[DONE]</c>; called instead of <see cref="Data"/> and <see cref="Dispatch"/>.</summary>
    void Done();

    /// <summary>A comment begins. Its text is not reported; that it comes shows that the server is at work.</summary>
    void Comment()
    {
    }
}
