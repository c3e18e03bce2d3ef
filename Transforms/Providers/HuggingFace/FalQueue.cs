using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// fal's queue through the router: submit, ask for the status until it is <c>COMPLETED</c>, fetch the result (docs/providers/huggingface.md, "Answer").
/// The addresses that fal names lie on its own host, where the token means nothing: only their paths are used.
/// </summary>
internal static class FalQueue
{
    /// <summary>What makes a call one to the queue.</summary>
    public const string Query = "?_subdomain=queue";

    /// <summary>Whether this call is queued: by the destination's setting <c>Queue</c>, else for models that are known to be slow.</summary>
    public static bool IsUsed(ProviderCall call) => call.Settings.TryGetValue("Queue", out var setting) && bool.TryParse(setting, out var isQueued)
        ? isQueued
        : HuggingFaceModels.Of(call.Model).IsSlow;

    /// <summary>The leg that asks for the status.</summary>
    /// <param name="call">The call.</param>
    /// <param name="path">The request's path, <c>/fal-ai/flux/requests/{id}</c>.</param>
    public static ProviderLeg Status(ProviderCall call, string path) => new()
    {
        Kind = LegKind.Poll,
        Request = Get(call, path + "/status"),
        CreateReader = (_, _) => new FalStatusReader(call, path),
        Cancel = Get(call, path + "/cancel") with { Method = "PUT" },
    };

    /// <summary>The leg that fetches the result.</summary>
    public static ProviderLeg Result(ProviderCall call, string path) => new()
    {
        Kind = LegKind.Download,
        Request = Get(call, path),
        CreateReader = (_, sink) => new FalImagesReader(call, sink),
    };

    private static ProviderRequest Get(ProviderCall call, string path) => new()
    {
        Method = "GET",
        Uri = RouterAddress.Of(call, $"/fal-ai{path}{Query}"),
    };
}

/// <summary>Reads the receipt of a queued call.</summary>
internal sealed class FalSubmitReader(ProviderCall call) : JsonTreeReader
{
    private string? _address;
    private (string Name, byte[] Json)? _error;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path is "response_url" or "detail" or "error" ? ValueUse.Keep : ValueUse.Skip;

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        if (path == "response_url")
            _address = TextOf(json);
        else
            _error = (path, json.ToArray());
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (RouterAddress.PathOf(_address) is { } path)
            Next = FalQueue.Status(call, path);
        else
            Failure = _error is { } error ? HuggingFaceErrorTransform.ReadInside(error.Name, error.Json) : NoImage("the queue gave no receipt");
    }
}

/// <summary>Reads a status of a queued call.</summary>
internal sealed class FalStatusReader(ProviderCall call, string requestPath) : JsonTreeReader
{
    private string? _status;
    private string? _errorType;
    private (string Name, byte[] Json)? _error;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path is "status" or "detail" or "error" or "error_type" ? ValueUse.Keep : ValueUse.Skip;

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        if (path == "status")
            _status = TextOf(json);
        else if (path == "error_type")
            _errorType = TextOf(json);
        else
            _error = (path, json.ToArray());
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (_error is { } error)
        {
            Failure = HuggingFaceErrorTransform.ReadInside(error.Name, error.Json, _errorType);
            return;
        }
        switch (_status?.ToUpperInvariant())
        {
            case "COMPLETED":
                // Failed runs are completed as well: the result then is the error.
                Next = FalQueue.Result(call, requestPath);
                break;
            case "FAILED" or "ERROR" or "CANCELED" or "CANCELLED":
                Failure = Ended(_status);
                break;
            case null:
                Failure = NoImage("the queue gave no status");
                break;
            default:
                Next = FalQueue.Status(call, requestPath);
                break;
        }
    }

    private static ImageError Ended(string status) => new()
    {
        Status = 502,
        Type = "server_error",
        Code = "generation_failed",
        Message = $"The provider's queue ended the request as {status}.",
    };
}
