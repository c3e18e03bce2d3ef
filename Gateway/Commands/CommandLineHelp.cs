using Iris.Gateway.Hosting;

namespace Iris.Gateway.Commands;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class CommandLineHelp
{
    /// <summary>Name and version of the program.</summary>
    public static string Version => $"Iris {typeof(CommandLineHelp).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The help.</summary>
    public static string Text => $"""
        {Version}, an image gateway

        Usage: Gateway [serve] [--config FILE] [--urls URLS] [--Section:Key=VALUE ...]
               Gateway COMMAND …

        Commands; each has its own --help with examples:
          check           looks through the file: errors, and what is legal and likely wrong
          keys new NAME   makes a key for a client, and the line for the file

        Options of serve, the command that needs no name:

          --config FILE   the configuration; else proxy.json in this directory, beside the program or above it
          --urls URLS     where to listen, {GatewayApplication.DefaultUrl} unless set; several with ";" between them.
                          http://*:8080 is every address, http://unix:/run/iris.sock a Unix socket
          --Section:Key=VALUE
                          overrides the file, as the environment does (Images__Heartbeat=00:00:05):
                          --Images:Heartbeat=00:00:05, --Logging:LogLevel:Default=Debug
          --help, --version

        .NET's --environment, --contentRoot, --http_ports and --https_ports are taken, too.
        Exit codes: 0 as asked, 1 an error in the file or a start that failed, 2 the command line is wrong.
        """;
}
