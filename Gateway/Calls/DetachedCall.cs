using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>
/// What a request carries that is ordered now and made later, without its client: at first it is only tried out, up to the point where something would
/// be sent; then it is made.
/// </summary>
internal sealed class DetachedCall
{
    /// <summary>The request's member that names an address to be told of the end.</summary>
    public const string WebhookMember = "webhook_url";

    /// <summary>Whether it is only tried out.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>The name of the key that ordered it; null for none. A rehearsal presents its own.</summary>
    public string? Key { get; init; }

    /// <summary>Whom the call belongs to, as its request carries no credential; null for a rehearsal, which presents its own.</summary>
    public string? Holder { get; init; }

    /// <summary>Told what is ordered; null where nobody notes it.</summary>
    public IOrderNotes? Orders { get; init; }

    /// <summary>Whether an earlier process has placed its orders, and it only asks for them.</summary>
    public bool IsResumed => Orders?.Placed is not null;

    /// <summary>Told how far the provider is.</summary>
    public Action<WorkProgress>? Progress { get; init; }

    /// <summary>Whether the rehearsal found nothing to refuse.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>The address to be told of the end, as the client wrote it; null for none.</summary>
    public ReadOnlyMemory<byte>? Webhook { get; private set; }

    /// <summary>The rehearsal found nothing to refuse.</summary>
    public void Accept() => IsAccepted = true;

    /// <summary>Takes out of a request what is no provider's concern, or refuses it.</summary>
    public ImageError? Take(ref ImageRequest request)
    {
        if (request.Stream)
        {
            return ImageError.Invalid(
                $"stream is not supported for async {(request.Operation switch { ImageOperation.Edit => "image edits", ImageOperation.Variation => "image variations", _ => "image generations" })}",
                "stream");
        }
        if (request.Extras.FirstOrDefault(extra => extra.Name == WebhookMember) is not { } webhook)
            return null;
        Webhook = webhook.Json;
        request = request with { Extras = [.. request.Extras.Where(extra => extra.Name != WebhookMember)] };
        return null;
    }
}
