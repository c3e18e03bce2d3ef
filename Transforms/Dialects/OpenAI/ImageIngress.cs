namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>What kind of public route a request came in on (<c>Metadata.ImageIngress</c>).</summary>
public enum ImageIngress
{
    /// <summary><c>/v1/images/*</c>: the model must name its provider.</summary>
    Unified,
    /// <summary>OpenAI-shaped: a bare model belongs to the route's cluster.</summary>
    OpenAI,
    /// <summary>Azure's deployment path: the deployment in the URL wins over the body's model.</summary>
    Azure,
}
