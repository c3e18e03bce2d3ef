using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Jobs</c>.</summary>
/// <param name="images">The section around it.</param>
/// <param name="secrets">Resolves references.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class JobsReader(IConfigurationSection images, SecretValues secrets, ConfigurationErrors errors)
{
    /// <summary>What to tell of webhooks without a secret.</summary>
    public const string NoSecret =
        "Secret is missing: receivers know by it who calls; write \"env:NAME\" or \"file:PATH\" (openssl rand -base64 32 makes one)";

    private const string Name = "Jobs";
    // 128 bits in base64; shorter ones can be guessed.
    private const int LeastSecret = 22;

    /// <summary>Reads the section; null when it is absent.</summary>
    /// <param name="options">What it needs.</param>
    public JobOptions? Read(ImagesOptions options)
    {
        // An empty section is one as well.
        if (!images.GetChildren().Any(child => child.Key.Equals(Name, StringComparison.OrdinalIgnoreCase)))
            return null;
        var section = images.GetSection(Name);
        var reader = new SectionReader(section, errors);
        StoredRuns.Check(section, options, errors);
        var defaults = new JobOptions();
        return new JobOptions
        {
            Workers = (int)reader.Whole("Workers", defaults.Workers, 1, 1000),
            Queue = (int)reader.Whole("Queue", defaults.Queue, 1, 100_000),
            QueuePerKey = (int)reader.Whole("QueuePerKey", defaults.QueuePerKey, 1, 100_000),
            TimeToLive = reader.Lapse("TimeToLive", defaults.TimeToLive, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            Webhooks = ReadWebhooks(section.GetSection("Webhooks")),
        };
    }

    private WebhookOptions? ReadWebhooks(IConfigurationSection section)
    {
        if (!section.GetChildren().Any())
            return null;
        var member = section.GetSection("Secret");
        if (member.Value is not { Length: > 0 } text)
        {
            errors.Add(section, NoSecret);
            return null;
        }
        var secret = secrets.Resolve(text, out var missing);
        if (secret is null || secret.Length < LeastSecret)
        {
            errors.Add(member, secret is null ? missing! : $"is too short: it has at least {LeastSecret} characters; openssl rand -base64 32 makes one");
            return null;
        }
        return new WebhookOptions(secret, DownloadsReader.Read(section, errors));
    }
}
