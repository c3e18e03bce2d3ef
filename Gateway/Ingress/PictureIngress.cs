using Iris.Gateway.Model;
using Iris.Gateway.Spool;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Reads a request with pictures as it arrives: its pictures go to a spool that lives as long as the call, the rest is held. Memory does not grow
/// with the pictures.
/// </summary>
/// <param name="context">The request. Its end removes the pictures.</param>
/// <param name="snapshot">The limits.</param>
/// <param name="dialect">Reads the request.</param>
/// <param name="budgets">What all requests together may take.</param>
/// <param name="time">Measures the upload.</param>
internal sealed class PictureIngress(HttpContext context, ProxySnapshot snapshot, ImageDialect dialect, RequestBudgets budgets, TimeProvider time)
{
    // What a form holds beside pictures and members: boundaries and headers of all its parts.
    private const long Framing = 64 * 1024;

    /// <summary>The bytes of the request beside its pictures: what <c>Images.Limits.RequestBytes</c> counts.</summary>
    public long Counted { get; private set; }

    /// <summary>Reads the request.</summary>
    /// <param name="scope">How it is read.</param>
    /// <param name="judge">Judges what has come before the first picture; null when the picture may be read.</param>
    /// <returns>The request, or the error: 415 another media type, 413 too large, 503 and 507 no room, 408 too slow, 400 anything else.</returns>
    public async ValueTask<(ImageRequest? Request, ImageError? Error)> ReadAsync(RequestScope scope, Func<ImageRequest, ImageError?> judge)
    {
        if (JudgeHeaders() is { } refusal)
            return (null, refusal);
        var spool = new PictureSpool(snapshot.Images, budgets.Pictures);
        context.Response.RegisterForDispose(spool);
        // A declared length is judged before anything is read, so that no upload is refused half-way. Base64 is a third longer than its picture.
        var isForm = FormBody.IsForm(context.Request);
        var length = context.Request.ContentLength ?? 0;
        if (spool.Reserve(isForm ? length : length / 4 * 3) is { } full)
            return (null, full);
        await using var body = new UploadStream(context, snapshot.Images, time);
        try
        {
            using RequestReading reading = isForm ? dialect.ReadForm(scope, spool, judge) : dialect.ReadJson(scope, spool, judge);
            var error = reading is FormReading form
                ? await FormBody.ReadAsync(body, context.Request.ContentType!, form, snapshot.MostRequestBytes)
                : await JsonBody.ReadAsync(body, (JsonReading)reading, snapshot.MostRequestBytes);
            ImageRequest? request = null;
            error ??= reading.Finish(out request);
            Counted = reading.HeldBytes;
            return (request, error);
        }
        finally
        {
            spool.EndWriting();
        }
    }

    /// <summary>Moves the pictures of a request whose body was read whole into a spool that lives as long as the call.</summary>
    /// <param name="request">The request; its inputs are set.</param>
    /// <returns>The reason to refuse the request, or null.</returns>
    public ImageError? Move(ref ImageRequest request)
    {
        var spool = new PictureSpool(snapshot.Images, budgets.Pictures);
        context.Response.RegisterForDispose(spool);
        var error = dialect.MovePictures(request, spool, out request);
        spool.EndWriting();
        return error;
    }

    private ImageError? JudgeHeaders()
    {
        var request = context.Request;
        var isForm = FormBody.IsForm(request);
        if (!isForm && !RequestBody.IsJson(request.ContentType))
        {
            return ImageError.Invalid(
                "Content-Type must be multipart/form-data or application/json.",
                code: "unsupported_media_type",
                status: StatusCodes.Status415UnsupportedMediaType);
        }
        if (RequestBody.JudgeEncoding(request, isForm ? "form" : "JSON") is { } error)
            return error;
        // Escapes may make a JSON text longer still: only what is twice as long can hold no picture that is short enough.
        var most = snapshot.Images.EditBytes * (isForm ? 1 : 2) + snapshot.MostRequestBytes + Framing;
        return request.ContentLength > most ? PictureSpool.TooLarge(snapshot.Images.EditBytes) : null;
    }
}
