namespace Iris.Sandbox.Painting;

/// <summary>The time of day a picture shows.</summary>
internal enum Hour
{
    /// <summary>Cool sky, warm horizon.</summary>
    Dawn,

    /// <summary>Light sky.</summary>
    Day,

    /// <summary>Dark sky, burning horizon.</summary>
    Dusk,

    /// <summary>Stars and a moon.</summary>
    Night,
}
