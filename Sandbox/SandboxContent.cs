using System.Net;
using System.Net.Http.Headers;
using Iris.Sandbox.Inputs;

namespace Iris.Sandbox;

/// <summary>An answer's body that is drawn while it is read; its length is not known beforehand.</summary>
internal sealed class SandboxContent : HttpContent
{
    private readonly IReadOnlyList<SandboxStep> _steps;
    private readonly SandboxInputs _inputs;
    private readonly TimeProvider _time;

    /// <summary>A body made of <paramref name="steps"/>, which draw from <paramref name="inputs"/>; it disposes them.</summary>
    public SandboxContent(IReadOnlyList<SandboxStep> steps, SandboxInputs inputs, TimeProvider time, string mediaType)
    {
        (_steps, _inputs, _time) = (steps, inputs, time);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <inheritdoc />
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Open());

    /// <inheritdoc />
    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => CreateContentReadStreamAsync();

    /// <inheritdoc />
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open();

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var body = Open();
        await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inputs.Dispose();
        base.Dispose(disposing);
    }

    private SandboxStream Open() => new(_steps, _time);
}
