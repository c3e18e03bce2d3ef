using System.CommandLine;
using System.Globalization;
using Iris.Gateway.Configuration;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>models</c>: what clients can ask for on this machine, as <c>GET /v1/models</c> lists it.</summary>
internal static class ModelsCommand
{
    private static readonly (ImageOperations Operation, string Word)[] Words =
        [(ImageOperations.Generation, "draws"), (ImageOperations.Edit, "edits"), (ImageOperations.Variation, "varies")];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("models", "Lists the models that clients can ask for") { ConfigurationFile.Option, ConfigurationFile.Json };
        command.SetAction((parsed, _) => RunAsync(terminal, parsed.GetValue(ConfigurationFile.Option), parsed.GetValue(ConfigurationFile.Json)));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string? named, bool asJson)
    {
        if (ConfigurationFile.Find(named, out var failure) is not { } file)
            return terminal.Fail(failure!);
        (var loaded, failure) = await ConfigurationFile.LoadAsync(file);
        if (loaded?.Snapshot is not { } snapshot)
            return terminal.Fail(failure ?? ConfigurationErrors.Format(Path.GetFileName(file.Path), loaded!.Errors));
        var models = new ModelList(snapshot, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).Models().ToArray();
        if (asJson)
            WriteJson(terminal, models);
        else
            WriteText(terminal, snapshot, models);
        return ExitCodes.Good;
    }

    private static void WriteText(Terminal terminal, ProxySnapshot snapshot, ListedModel[] models)
    {
        var table = new TextTable("model", "does", "a call", "a picture", "");
        foreach (var model in models)
        {
            table.Add(
                model.Id, WordsOf(model.Operations), model.Row.MaxImages.ToString(CultureInfo.InvariantCulture), Price(snapshot, model),
                snapshot.Images.Models.TryGetValue(model.Id, out var alias) ? $"→ {string.Join(", then ", alias.Fallbacks.Prepend(alias.Target))}" : "");
        }
        table.Write(terminal);
        var away = snapshot.ImageClusters.Values.Count(cluster => cluster.Provider.Draws && !cluster.IsUsable);
        if (away > 0)
            terminal.Line($"{(models.Length > 0 ? "\n" : "")}{away} image {(away == 1 ? "cluster has" : "clusters have")} no key here: Gateway check says what is missing.");
    }

    // The most that one plain picture costs: what a budget reserves for it.
    private static string Price(ProxySnapshot snapshot, ListedModel model)
    {
        if (!model.Operations.HasFlag(ImageOperations.Generation))
            return "";
        return snapshot.ImageClusters[model.Owner].WorstPrice(model.Model, new ImageRequest { Model = model.Model, Prompt = "a fox" }) switch
        {
            null => "unknown",
            { Nano: 0 } => "free",
            { } usd => string.Create(CultureInfo.InvariantCulture, $"≤ ${usd.Amount:0.####}"),
        };
    }

    private static string WordsOf(ImageOperations operations) => string.Join(", ", Words.Where(one => operations.HasFlag(one.Operation)).Select(one => one.Word));

    private static void WriteJson(Terminal terminal, ListedModel[] models) => JsonText.Write(terminal, json =>
    {
        json.WriteString("object"u8, "list");
        json.WriteStartArray("data"u8);
        foreach (var model in models)
            ModelDescription.Write(json, model);
        json.WriteEndArray();
    });
}
