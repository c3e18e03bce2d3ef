namespace Iris.Sandbox;

/// <summary>What a request's path asks for.</summary>
internal enum SandboxOperation
{
    /// <summary>A picture from a prompt.</summary>
    Generation,

    /// <summary>A picture from a prompt and pictures: <c>images/edits</c>.</summary>
    Edit,

    /// <summary>A picture like another one: <c>images/variations</c>.</summary>
    Variation,
}
