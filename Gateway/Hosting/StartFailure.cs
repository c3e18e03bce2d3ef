using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Iris.Gateway.Hosting;

/// <summary>Why the gateway could not start, in a sentence for the person at the terminal.</summary>
internal static class StartFailure
{
    /// <summary>The sentence; a fault that nobody has foreseen is told with its stack.</summary>
    /// <param name="failure">What the start has thrown.</param>
    /// <param name="addresses">Where the gateway was to listen.</param>
    public static string Describe(Exception failure, IReadOnlyCollection<string> addresses)
    {
        var where = addresses.Count > 0 ? string.Join(", ", addresses) : "its address";
        if (Find<AddressInUseException>(failure) is { } inUse)
            return $"{OneLine(failure is IOException ? failure.Message : inUse.Message)} Stop what listens there, or choose another address with --urls.";
        if (Find<SocketException>(failure) is { } socket)
        {
            return socket.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"Iris may not listen on {where}: permission denied. Ports below 1024 are root's on most machines; choose another one with --urls.",
                SocketError.AddressNotAvailable when where.Contains("://unix:", StringComparison.OrdinalIgnoreCase)
                    => $"Iris cannot listen on {where}: the folder of the socket does not exist.",
                SocketError.AddressNotAvailable => $"Iris cannot listen on {where}: that is no address of this machine. Choose another one with --urls.",
                _ => $"Iris cannot listen on {where}: {OneLine(socket.Message)}. Choose another address with --urls.",
            };
        }
        if (failure is InvalidOperationException && failure.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal))
            return $"Iris cannot listen on {where}: https needs a certificate. Name one in Kestrel.Certificates.Default of proxy.json: Path, with KeyPath or Password.";
        return failure switch
        {
            CryptographicException => $"Iris cannot start: the certificate of Kestrel.Certificates or Kestrel.Endpoints cannot be used: {OneLine(failure.Message)}",
            FileNotFoundException or DirectoryNotFoundException => $"Iris cannot start: {OneLine(failure.Message)} (a certificate of Kestrel.Certificates, a folder of Images.Endpoints, or --contentRoot)",
            IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidOperationException
                or OptionsValidationException => $"Iris cannot start: {OneLine(failure.Message)}",
            _ => $"Iris cannot start: {failure}",
        };
    }

    private static T? Find<T>(Exception? failure) where T : Exception => failure switch
    {
        T found => found,
        AggregateException all => all.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
        null => null,
        _ => Find<T>(failure.InnerException),
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
