using Iris.Gateway.Hosting;
using Iris.Transforms.Answers;

namespace Embedded;

/// <summary>Asks each image call for its team, and writes down what the team has drawn.</summary>
internal sealed partial class TeamStage(ILogger<TeamStage> log) : ImageStage
{
    private const string Header = "x-team";

    public override ValueTask<ImageError?> BeginAsync(HttpContext context) => new(context.Request.Headers.ContainsKey(Header)
        ? null
        : new ImageError { Status = StatusCodes.Status401Unauthorized, Type = "authentication_error", Message = $"Name your team in the header {Header}." });

    public override ValueTask EndAsync(HttpContext context, ImageStageOutcome outcome)
    {
        string? team = context.Request.Headers[Header];
        Drawn(team, outcome.Produced, outcome.Status);
        return default;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Team} has drawn {Pictures} (status {Status})")]
    private partial void Drawn(string? team, int pictures, int status);
}
