using System.Buffers;
using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Spool;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Fetches the pictures that a client names by address and that the provider does not fetch itself, into the call's spool. The address is the
/// client's word, so <see cref="ClientAddress"/> judges it, and each address that it leads on to.
/// </summary>
internal sealed class ClientPictures : IDisposable
{
    /// <summary>The longest time for one picture.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const int MostRedirects = 5;
    private const int Block = 64 * 1024;

    private readonly SpoolBudget _budget;
    private readonly TimeProvider _time;
    private readonly Predicate<IPAddress> _isPublic;
    private readonly HttpMessageInvoker _public;
    private readonly HttpMessageInvoker _anywhere;

    /// <param name="budget">What all calls' pictures may take.</param>
    /// <param name="time">Measures a download.</param>
    public ClientPictures(SpoolBudget budget, TimeProvider time) : this(budget, time, DownloadGuard.IsPublic)
    {
    }

    /// <param name="budget">What all calls' pictures may take.</param>
    /// <param name="time">Measures a download.</param>
    /// <param name="isPublic">Which addresses are public.</param>
    internal ClientPictures(SpoolBudget budget, TimeProvider time, Predicate<IPAddress> isPublic)
    {
        (_budget, _time, _isPublic) = (budget, time, isPublic);
        using var sockets = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15) };
        _public = new HttpMessageInvoker(DeliverySockets.Create(sockets, anyAddress: false, isPublic));
        _anywhere = new HttpMessageInvoker(DeliverySockets.Create(sockets, anyAddress: true));
    }

    /// <summary>Whether the model is to get a picture that it does not fetch itself.</summary>
    public static bool AreWanted(ImageRequest request, EditCapabilities edits)
    {
        if (request.Mask is { } mask && IsWanted(mask, edits))
            return true;
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            if (IsWanted(request.Inputs[i], edits))
                return true;
        }
        return false;
    }

    /// <summary>Fetches the pictures, those that an earlier attempt has fetched excepted.</summary>
    /// <param name="call">Keeps the pictures until it ends.</param>
    /// <param name="request">The request with its addresses.</param>
    /// <param name="edits">What the model takes.</param>
    /// <param name="ended">Ends fetching.</param>
    /// <returns>The request with the pictures, or the error: 400 for an address or a picture, 413 too large, 503 and 507 no room.</returns>
    /// <exception cref="OperationCanceledException">Fetching was ended.</exception>
    public async ValueTask<(ImageRequest Request, ImageError? Error)> FetchAsync(
        ImageCall call, ImageRequest request, EditCapabilities edits, CancellationToken ended)
    {
        var inputs = request.Inputs.ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            var (input, error) = await OneAsync(call, inputs[i], RoomOf(call, inputs), edits, ended);
            if (input is null)
                return (request, error);
            inputs[i] = input;
        }
        var fetched = request with { Inputs = inputs };
        if (request.Mask is not { } mask)
            return (fetched, null);
        var (last, failure) = await OneAsync(call, mask, RoomOf(call, inputs), edits, ended);
        return last is null ? (request, failure) : (fetched with { Mask = last }, RequestPictures.JudgeMask(last, inputs));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _public.Dispose();
        _anywhere.Dispose();
    }

    private static bool IsWanted(ImageInput input, EditCapabilities edits) =>
        input.Url is { } url && EditJudgement.IsWebAddress(url) && !edits.TakesUrl(url);

    private static long RoomOf(ImageCall call, ImageInput[] inputs) =>
        call.Snapshot.Images.EditBytes - inputs.Sum(input => input.Content?.Length ?? 0);

    private async ValueTask<(ImageInput? Input, ImageError? Error)> OneAsync(
        ImageCall call, ImageInput input, long room, EditCapabilities edits, CancellationToken ended)
    {
        if (!IsWanted(input, edits))
            return (input, null);
        var (picture, error) = call.FetchedAs(input.Name) is { } known ? (known, null) : await FetchAsync(call, input, room, ended);
        if (picture is null || edits.MediaTypes.Count == 0 || edits.MediaTypes.Contains(picture.MediaType))
            return (picture, error);
        return (null, ImageError.Invalid(
            $"'{input.Name}' is {picture.MediaType}; the model takes {string.Join(", ", edits.MediaTypes)}.", input.Name, "unsupported_parameter"));
    }

    private async ValueTask<(ImageInput?, ImageError?)> FetchAsync(ImageCall call, ImageInput input, long room, CancellationToken ended)
    {
        using var deadline = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ended);
        try
        {
            return await FollowAsync(call, input, room, either.Token);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return (null, Failed(input, "the picture did not come in time"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, LegRepeat.LeadsToPrivateAddress(e) ? Refused(input, ClientAddress.NotPublic) : Failed(input, "the connection failed"));
        }
    }

    private async ValueTask<(ImageInput?, ImageError?)> FollowAsync(ImageCall call, ImageInput input, long room, CancellationToken cancellation)
    {
        var options = call.Snapshot.Images.Downloads;
        var target = new Uri(input.Url!);
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            if (ClientAddress.Refuse(target, options, _isPublic) is { } reason)
                return (null, Refused(input, reason));
            using var message = new HttpRequestMessage(HttpMethod.Get, target);
            message.Headers.TryAddWithoutValidation("Accept", "image/*");
            message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
            message.Headers.TryAddWithoutValidation("User-Agent", "iris");
            using var response = await (options.AllowPrivateNetwork ? _anywhere : _public).SendAsync(message, cancellation);
            if (response.IsSuccessStatusCode)
                return await KeepAsync(call, input, room, response, cancellation);
            if (!Redirects.Is((int)response.StatusCode))
                return (null, Failed(input, $"the answer has the status {(int)response.StatusCode}"));
            if (response.Headers.Location is not { } location || !Uri.TryCreate(target, location, out var next))
                return (null, Failed(input, "it leads on to no address"));
            target = next;
        }
        return (null, Failed(input, $"it leads on more than {MostRedirects} times"));
    }

    private async ValueTask<(ImageInput?, ImageError?)> KeepAsync(
        ImageCall call, ImageInput input, long room, HttpResponseMessage response, CancellationToken cancellation)
    {
        var limit = call.Snapshot.Images.EditBytes;
        if (response.Content.Headers.ContentLength > Math.Min(room, RequestPictures.MostBytes))
            return (null, TooLarge(input, limit));
        var spool = new PictureSpool(call.Snapshot.Images, _budget);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        var isKept = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            int count;
            while ((count = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (spool.Length + count > Math.Min(room, RequestPictures.MostBytes))
                    return (null, TooLarge(input, limit));
                if (spool.Write(buffer.AsSpan(0, count)) is { } full)
                    return (null, full);
            }
            if (spool.End(input.Name, out var picture) is { } error)
                return (null, error);
            if (picture!.MediaType.Length == 0)
                return (null, ImageError.Invalid($"What lies at the address of '{input.Name}' is no picture of a known format.", input.Name, "invalid_image_file"));
            call.Keep(picture, spool);
            isKept = true;
            return (picture, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (isKept)
                spool.EndWriting();
            else
                spool.Dispose();
        }
    }

    private static ImageError TooLarge(ImageInput input, long limit) => PictureSpool.TooLarge(limit) with { Param = input.Name };

    private static ImageError Refused(ImageInput input, string reason) =>
        ImageError.Invalid($"'{input.Name}' is an address that is not fetched: {reason}.", input.Name, "unsupported_value");

    private static ImageError Failed(ImageInput input, string reason) =>
        ImageError.Invalid($"'{input.Name}' is an address that cannot be fetched: {reason}.", input.Name, "invalid_image_url");
}
