using Iris.Transforms.Dialects;

namespace Iris.Gateway.Ingress;

/// <summary>Where a request came in.</summary>
/// <param name="Dialect">How the client asks and is answered.</param>
/// <param name="Source">Who says whose a model is.</param>
/// <param name="ClusterId">The provider of models without a prefix; null with <see cref="ModelSource.Prefix"/>.</param>
/// <param name="Deployment">With <see cref="ModelSource.Deployment"/>: what stands between <c>deployments/</c> and <c>/images</c>, decoded; else null.</param>
internal sealed record IngressRoute(ImageDialect Dialect, ModelSource Source, string? ClusterId, string? Deployment = null);
