namespace Iris.Gateway.Credentials;

/// <summary>An access token and the moment from which it is worthless.</summary>
internal sealed record ExpiringToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>Replaces the record's own text, which would print the token.</summary>
    public override string ToString() => $"token until {ExpiresAt:O}";
}
