namespace Iris.Gateway.Credentials;

/// <summary>An access token and the moment when it expires.</summary>
internal sealed record ExpiringToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>Replaces the record's own text, which would show the token.</summary>
    public override string ToString() => $"token until {ExpiresAt:O}";
}
