namespace Iris.Gateway.Model;

/// <summary>
/// The section <c>Images.Log</c>: the log of calls, which the state keeps (<see cref="StateOptions"/>), or, for the management API alone, memory.
/// </summary>
internal sealed record LogOptions
{
    /// <summary>Whether calls are noted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What is noted of a prompt.</summary>
    public PromptNote Prompts { get; init; }

    /// <summary>How long a call stays in the log, 1 min..10 years.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What the log may take of the disk, in bytes, 1 MiB..1 TiB; the oldest calls go first.</summary>
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Whether the client's address is noted.</summary>
    public bool Client { get; init; }
}

/// <summary>What the log of calls notes of a prompt.</summary>
internal enum PromptNote
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its SHA-256, which tells equal prompts.</summary>
    Hash,

    /// <summary>The text.</summary>
    Text,
}
