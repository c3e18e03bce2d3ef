using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Idempotency</c>.</summary>
/// <param name="images">The section around it.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class IdempotencyReader(IConfigurationSection images, ConfigurationErrors errors)
{
    private const string Name = "Idempotency";

    /// <summary>Reads the section; null when it is absent.</summary>
    /// <param name="options">What it needs.</param>
    public IdempotencyOptions? Read(ImagesOptions options)
    {
        // An empty section is one as well.
        if (!images.GetChildren().Any(child => child.Key.Equals(Name, StringComparison.OrdinalIgnoreCase)))
            return null;
        var section = images.GetSection(Name);
        var reader = new SectionReader(section, errors);
        StoredRuns.Check(section, options, errors);
        var defaults = new IdempotencyOptions();
        return new IdempotencyOptions
        {
            TimeToLive = reader.Lapse("TimeToLive", defaults.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            Finish = reader.Flag("Finish", defaults.Finish),
            Collapse = reader.Text("Collapse") is null ? null : reader.Lapse("Collapse", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1)),
        };
    }
}
