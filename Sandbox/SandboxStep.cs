namespace Iris.Sandbox;

/// <summary>One step of an answer's body. The plan of a body is a list of these; nothing is drawn before a reader gets there.</summary>
internal abstract record SandboxStep
{
    private SandboxStep()
    {
    }

    /// <summary>Bytes as they are.</summary>
    internal sealed record Text(byte[] Utf8) : SandboxStep;

    /// <summary>Silence.</summary>
    internal sealed record Pause(TimeSpan Length) : SandboxStep;

    /// <summary>A picture in base64, at 1/<paramref name="Coarseness"/> of its detail.</summary>
    /// <param name="What">What to draw.</param>
    /// <param name="Coarseness">1 for the finished picture.</param>
    /// <param name="Cut">Break the body after that share of the base64, in percent; null to write it whole.</param>
    internal sealed record Drawing(Picture What, int Coarseness, int? Cut) : SandboxStep;
}
