using System.Collections.Frozen;
using Iris.Gateway.Model;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>A destination of Bedrock as the configuration would read it.</summary>
internal static class AwsDestination
{
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    public static ImageDestination Create(string address = "https://bedrock-runtime.us-east-1.amazonaws.com/", string? apiKey = null, params (string Name, string Value)[] settings) =>
        new("main", new Uri(address), apiKey, null, false, 1, ModelFilter.Parse(null),
            settings.ToFrozenDictionary(s => s.Name, s => s.Value, StringComparer.OrdinalIgnoreCase), null)
        {
            SigningService = "bedrock",
        };

    public static ImageDestination WithKeys(string address = "https://bedrock-runtime.us-east-1.amazonaws.com/", params (string Name, string Value)[] more) =>
        Create(address, null, [("AccessKeyId", "AKIDEXAMPLE"), ("SecretAccessKey", Secret), .. more]);
}
