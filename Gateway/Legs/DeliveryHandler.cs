namespace Iris.Gateway.Legs;

/// <summary>
/// Keeps three connection pools apart: to the destination's own host, to other hosts at public addresses, and to other hosts at any address. A
/// pooled connection serves every request for its host. With one pool, a picture that one destination's answer names could be fetched over a
/// connection that another destination opened to its own host, or that was opened before a reload forbade private addresses. The configuration of
/// the call therefore decides which pool serves its request.
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
