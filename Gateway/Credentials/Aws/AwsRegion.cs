using System.Text.RegularExpressions;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>The region that a destination's requests are signed for.</summary>
internal static partial class AwsRegion
{
    /// <summary>The setting <c>Region</c>, else the region in the host's name, else the process's region.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="environment">Returns an environment variable by its name.</param>
    /// <exception cref="CredentialException">None of them names a region.</exception>
    public static string Of(ImageDestination destination, Func<string, string?> environment)
    {
        if (destination.Settings.TryGetValue("Region", out var region) && Clean(region) is { } set)
            return set;
        return FromHost(destination.Address.IdnHost)
            ?? Clean(environment("AWS_REGION"))
            ?? Clean(environment("AWS_DEFAULT_REGION"))
            ?? throw new CredentialException("no AWS region is known for the provider: set Region on the destination");
    }

    /// <summary>
    /// The region in <c>bedrock-runtime.{region}.amazonaws.com</c>, with <c>-fips</c> after the service or a VPC endpoint's name before it, in
    /// every partition; null for any other host.
    /// </summary>
    public static string? FromHost(string host) => Host().Match(host) is { Success: true } match ? match.Groups[1].Value : null;

    // The region is part of the signed scope: a stray slash or space would cause a 403 that is hard to explain.
    private static string? Clean(string? region)
    {
        var text = region?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(text))
            return null;
        return text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : throw new CredentialException("the AWS region set for the provider is no region's name");
    }

    [GeneratedRegex(@"(?:^|\.)bedrock-runtime(?:-fips)?\.([a-z]{2,}(?:-[a-z0-9]+)*-\d+)\.(?:vpce\.)?(?:amazonaws|api\.aws|api\.amazonwebservices|c2s|sc2s|amazonaws\.eu)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}
