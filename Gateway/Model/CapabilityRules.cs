using System.IO.Enumeration;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Model;

/// <summary>A change of one cluster's table of models.</summary>
/// <param name="Models">A model's name without its provider prefix, or a pattern in which <c>*</c> matches any text; case is ignored.</param>
/// <param name="Change">What is different for these models.</param>
internal sealed record CapabilityRule(string Models, CapabilityChange Change)
{
    /// <summary>Whether it names one model.</summary>
    public bool IsName => !Models.AsSpan().ContainsAny('*', '?');
}

/// <summary>What <c>Images.Capabilities</c> says of one cluster's models.</summary>
/// <param name="rules">The rules; of two that cover a model, the later one counts.</param>
internal sealed class CapabilityRules(IReadOnlyList<CapabilityRule> rules)
{
    /// <summary>No rule: the provider's own table counts.</summary>
    public static CapabilityRules None { get; } = new([]);

    /// <summary>The models that are named in full.</summary>
    public IEnumerable<string> Names => rules.Where(rule => rule.IsName).Select(rule => rule.Models);

    /// <summary>Whether a rule speaks of this model, and not of every one.</summary>
    public bool Covers(string model) => rules.Any(rule => rule.Models != "*" && FileSystemName.MatchesSimpleExpression(rule.Models, model));

    /// <summary>The row of a model with the installation's changes.</summary>
    public ModelCapabilities Apply(string model, ModelCapabilities row)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (FileSystemName.MatchesSimpleExpression(rules[i].Models, model))
                row = rules[i].Change.Apply(row);
        }
        return row;
    }
}
