using Iris.Gateway.Endpoints;
using Iris.Gateway.Hosting;

namespace Iris.Gateway.Commands;

/// <summary>One run of the program: from the command line to the exit code.</summary>
internal static class GatewayRun
{
    /// <summary>The entry point of every program that is a gateway.</summary>
    public static Task<int> MainAsync(string[] args)
    {
        // Before other threads exist and before any buffer is rented.
        Scheduling.PreferBatches();
        SharedBuffers.KeepMany();
        return RunAsync(args, Console.Out, Console.Error);
    }

    /// <summary>Serves until somebody asks for the end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Standard output, for what was asked for.</param>
    /// <param name="error">Standard error, for a start that fails.</param>
    /// <returns>0 good, 1 the gateway could not start, 2 the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        if (Verbs.Own(args))
            return await Verbs.RunAsync(args, Terminal.OfProcess(output, error));
        var command = CommandLine.Parse(args);
        if (command.Text is { } text)
        {
            await (command.ExitCode == 0 ? output : error).WriteLineAsync(text);
            return command.ExitCode;
        }
        WebApplication? app = null;
        IDisposable? hangUp = null;
        try
        {
            (app, var failure) = await GatewayApplication.CreateAsync([.. command.Settings]);
            if (app is null)
            {
                await error.WriteLineAsync(failure);
                return ExitCodes.Bad;
            }
            // Before it says that it has started, so that nobody who waits for that ends it with the signal.
            hangUp = HangUp.Reload(app.Services);
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            // Somebody has asked for the end while the gateway waited for what its start needs.
            await app.DisposeAsync();
            return ExitCodes.Good;
        }
        catch (Exception e)
        {
            string[] addresses = app is null ? [] : ListeningAddresses.Given(app.Configuration) ?? [];
            // Before the sentence, so that it comes last: what has been logged goes out.
            if (app is not null)
                await app.DisposeAsync();
            await error.WriteLineAsync(StartFailure.Describe(e, addresses));
            return ExitCodes.Bad;
        }
        // What the start has left behind is not carried along: a sidecar is idle most of its life.
        IdleMemory.Collect();
        ImagePages.Release();
        using var memory = IdleMemory.OfThisProcess();
        using (hangUp)
        await using (app)
            await app.WaitForShutdownAsync();
        return 0;
    }
}
