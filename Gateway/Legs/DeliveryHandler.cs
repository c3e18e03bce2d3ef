namespace Iris.Gateway.Legs;

/// <summary>
/// Keeps the connections apart: to the destination's own host, to other hosts at public addresses, and to other hosts anywhere. A pooled
/// connection serves whoever asks next for its host; one pool would let a picture that one destination's answer names go over a connection
/// that another destination opened to a host of its own, or that was opened before a reload forbade private addresses. So which pool
/// serves a request is decided by the configuration that its call runs on.
/// </summary>
internal sealed class DeliveryHandler : DelegatingHandler
{
    private readonly HttpMessageInvoker _public;
    private readonly HttpMessageInvoker _anywhere;

    /// <param name="own">The cluster's own sockets.</param>
    public DeliveryHandler(SocketsHttpHandler own) : base(own)
    {
        _public = new HttpMessageInvoker(DeliverySockets.Create(own, anyAddress: false));
        _anywhere = new HttpMessageInvoker(DeliverySockets.Create(own, anyAddress: true));
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is not LegMessage { Host: not LegHost.Own } leg)
            return base.SendAsync(request, cancellationToken);
        return (leg.AllowPrivateNetwork ? _anywhere : _public).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _public.Dispose();
            _anywhere.Dispose();
        }
        base.Dispose(disposing);
    }
}
