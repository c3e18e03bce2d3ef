using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Holds a rule of <c>Images.Capabilities</c> against what the provider's codec can write for models of the same kind: a rule that the codec would
/// pass over in silence is an error.
/// </summary>
/// <param name="rule">The rule's section.</param>
/// <param name="errors">Receives the errors.</param>
/// <param name="provider">The cluster's provider.</param>
/// <param name="models">The rule's pattern without the cluster.</param>
internal sealed class CapabilityBounds(IConfigurationSection rule, ConfigurationErrors errors, ImageProvider provider, string models)
{
    /// <summary>The members that stand for operations.</summary>
    public static readonly (string Name, ImageOperations Operation)[] Operations =
    [
        ("Generations", ImageOperations.Generation), ("Edits", ImageOperations.Edit), ("Variations", ImageOperations.Variation),
    ];

    private readonly ModelCapabilities _row = provider.CapabilitiesOf(models.Replace("*", "", StringComparison.Ordinal));

    /// <summary>Reports every member of the change that no model of the same kind has.</summary>
    public void Check(CapabilityChange change)
    {
        var kin = provider.Models.Where(row => row.Form == _row.Form).Append(_row).ToArray();
        CheckMembers(change.Accepts, kin.Aggregate(ImageParameters.None, (all, row) => all | row.Accepts));
        CheckShape(change.Shape);
        foreach (var (name, operation) in Operations)
        {
            if (change.Adds.HasFlag(operation) && !kin.Any(row => row.Operations.HasFlag(operation)))
                Refuse(name, "is not there for any model");
        }
        if (change.Streams == true && !kin.Any(row => row.Streams))
            Refuse("Streams", "is not there for any model: the finished pictures come as events");
        if (change.GivesUrl == true && !kin.Any(row => row.GivesUrl))
            Refuse("Url", "is not there for any model");
        if (change.MaxImages > 1 && kin.All(row => row.MaxImages == 1))
            Refuse("MaxImages", "is 1: a call asks for one picture, and more pictures are several calls");
        if (change.MaxInputs > 0 && kin.All(row => row.Edits is null))
            Refuse("MaxInputs", "is 0: no picture is sent to any model");
        if (change.Mask is { } mask and not MaskForm.None && !kin.Any(row => row.Edits?.Mask == mask))
            Refuse("Mask", "is not sent in this form to any model");
    }

    private void CheckMembers(ImageParameters asked, ImageParameters known)
    {
        var names = RequestMembers.All.Where(member => (known & member.Flag) != 0).Select(member => member.Name).ToArray();
        foreach (var member in RequestMembers.All.Where(member => (asked & ~known & member.Flag) != 0))
        {
            var item = rule.GetSection("Accepts").GetChildren().First(child => child.Value == member.Name);
            errors.Add(item, $"\"{member.Name}\" is sent to no model by {provider.Name}; it can send {(names.Length == 0 ? "none" : string.Join(", ", names))}");
        }
    }

    private void CheckShape(ShapeValues change)
    {
        (string Name, ShapeValues Values)[] members =
        [
            ("Sizes", new() { Sizes = change.Sizes }), ("Ratios", new() { Ratios = change.Ratios }), ("Resolutions", new() { Tiers = change.Tiers }),
        ];
        // Examples of each, to find what the shape works with.
        var takes = new ShapeValues[] { new() { Sizes = [new(64, 64)] }, new() { Ratios = ["1:1"] }, new() { Tiers = ["1K"] } };
        var legal = members.Where((_, i) => !ReferenceEquals(_row.Shape.With(takes[i]), _row.Shape)).Select(member => member.Name).ToArray();
        foreach (var (name, values) in members.Where(member => member.Values != default && !legal.Contains(member.Name)))
            errors.Add(rule.GetSection(name), $"{name} says nothing to {provider.Name} about these models; write {string.Join(" and ", legal)}");
    }

    private void Refuse(string name, string reason) => errors.Add(rule.GetSection(name), $"{name} {reason} of {provider.Name}");
}
