using Iris.Transforms.Dialects;

namespace Iris.Gateway.Ingress;

/// <summary>The route that a request came in on.</summary>
/// <param name="Dialect">The dialect of the client's request and of its answer.</param>
/// <param name="Source">What decides which provider a model belongs to.</param>
/// <param name="ClusterId">The provider of models without a prefix; null with <see cref="ModelSource.Prefix"/>.</param>
/// <param name="Deployment">With <see cref="ModelSource.Deployment"/>: the decoded text between <c>deployments/</c> and <c>/images</c>; else
/// null.</param>
internal sealed record IngressRoute(ImageDialect Dialect, ModelSource Source, string? ClusterId, string? Deployment = null);
