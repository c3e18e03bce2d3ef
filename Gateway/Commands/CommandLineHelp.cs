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
          plan OLD NEW    shows what a new file changes, and which calls move
          explain JSON    shows what becomes of a request, up to the bytes that each provider would get
          rollback        takes a running gateway back to an earlier configuration
          models          lists the models that clients can ask for
          schema          prints the JSON schema of the file, for editors
          health          asks a running gateway whether it is ready, for the health check of a container
          completion SHELL
                          prints a script that completes commands and options in bash or zsh
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
