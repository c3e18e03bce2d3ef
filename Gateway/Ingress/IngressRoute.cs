using Iris.Transforms.Dialects.OpenAI;

namespace Iris.Gateway.Ingress;

/// <summary>Where a request came in.</summary>
/// <param name="Kind">The shape of the route.</param>
/// <param name="ClusterId">The provider of models without a prefix; on the unified route there is none.</param>
/// <param name="Pinned">True for <c>/providers/{cluster}/…</c>: the cluster is chosen, whatever the model says.</param>
/// <param name="Deployment">What stands between <c>deployments/</c> and <c>/images</c> on Azure's path, decoded.</param>
internal sealed record IngressRoute(ImageIngress Kind, string? ClusterId, bool Pinned, string? Deployment);
