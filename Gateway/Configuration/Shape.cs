using System.Collections.Frozen;
using System.Globalization;

namespace Iris.Gateway.Configuration;

/// <summary>
/// The structure that a place in the file may have. YARP and .NET ignore unknown members; here a misspelt member is an error with a hint.
/// </summary>
internal abstract record Shape
{
    /// <summary>Any single value.</summary>
    public static Shape Text { get; } = new Scalar(_ => null);

    public static Shape Flag { get; } = new Scalar(value => bool.TryParse(value, out _) ? null : $"\"{value}\" is neither true nor false");

    /// <summary>A whole number of 32 bits.</summary>
    public static Shape Int { get; } = new Scalar(value =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"\"{value}\" is not a whole number up to {int.MaxValue}");

    /// <summary>A whole number of 64 bits.</summary>
    public static Shape Long { get; } = new Scalar(value =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"\"{value}\" is not a whole number");

    public static Shape Span { get; } = new Scalar(value => TimeSpans.TryParse(value, out _) ? null : TimeSpans.Refusal(value));

    public static Shape Url { get; } = new Scalar(value => Uri.TryCreate(value, UriKind.Absolute, out _) ? null : $"\"{value}\" is not an absolute URL");

    public static Shape Version { get; } = new Scalar(value =>
        value.Length == 0 || System.Version.TryParse(value.Contains('.') ? value : value + ".0", out _) ? null : $"\"{value}\" is not an HTTP version; write \"1.1\" or \"2\"");

    public static Shape OneOf<T>() where T : struct, Enum => new Scalar(value =>
        Enum.TryParse<T>(value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? null : Choice.Refusal(value, Enum.GetNames<T>()));

    /// <summary>A single value, or an object with free names whose values are single ones.</summary>
    public static Shape TextOrMap { get; } = new ScalarOrMap();

    /// <summary>An object with free names whose values all have one shape.</summary>
    public static Shape MapOf(Shape value) => new Map(value);

    /// <summary>One text, or a list of texts.</summary>
    public static Shape TextOrList { get; } = new OneOrMore();

    public static Shape ListOf(Shape item) => new List(item);

    public static Members Of(params (string Name, Shape Shape)[] members) =>
        new(members.ToFrozenDictionary(m => m.Name, m => m.Shape, StringComparer.OrdinalIgnoreCase)) { Names = string.Join(
            ", ", members.Select(m => m.Name)) };

    /// <summary>A name that is reserved for a later version.</summary>
    public static Shape Reserved { get; } = new ReservedName();

    public void Check(IConfigurationSection section, ConfigurationErrors errors)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0 && section.Value is null)
            return;

        CheckPresent(section, children, errors);
    }

    protected abstract void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors);

    /// <summary>Whether these are the members of an array.</summary>
    internal static bool IsArray(IConfigurationSection[] children) =>
        children.Length > 0 && children.All(c => int.TryParse(c.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    internal sealed record Scalar(Func<string, string?> Refusal) : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (children.Length > 0)
                errors.Add(section, $"must be a single value, not an {(IsArray(children) ? "array" : "object")}");
            else if (Refusal(section.Value!) is { } refusal)
                errors.Add(section, refusal);
        }
    }

    internal sealed record Members(FrozenDictionary<string, Shape> Known) : Shape
    {
        /// <summary>All names, in order, for a message.</summary>
        public required string Names { get; init; }

        private bool TellsAll { get; init; }

        /// <summary>The same, whose message about an unknown member lists all that there are.</summary>
        public Members TellingAll() => this with { TellsAll = true };

        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (children.Length == 0 || IsArray(children))
            {
                errors.Add(section, $"must be an object{(children.Length == 0 && section.Value!.Length > 0 ? $", not \"{section.Value}\"" : ", not an array")}");
                return;
            }

            foreach (var child in children)
            {
                if (Known.TryGetValue(child.Key, out var shape))
                    shape.Check(child, errors);
                else
                    errors.Add(child, $"unknown member{MemberPlaces.HintOrNear(child.Path, Known.Keys)}{(TellsAll ? $"; there are {Names}" : "")}");
            }
        }
    }

    internal sealed record Map(Shape Value) : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (children.Length == 0)
                errors.Add(section, $"must be an object{(section.Value!.Length > 0 ? $", not \"{section.Value}\"" : ", not an array")}");
            foreach (var child in children)
                Value.Check(child, errors);
        }
    }

    internal sealed record ScalarOrMap : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            foreach (var child in children)
                Text.Check(child, errors);
        }
    }

    internal sealed record List(Shape Item) : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (children.Length == 0 ? section.Value!.Length > 0 : !IsArray(children))
            {
                errors.Add(section, children.Length == 0 ? $"must be an array, not \"{section.Value}\"" : "must be an array, not an object");
                return;
            }

            foreach (var child in children)
                Item.Check(child, errors);
        }
    }

    internal sealed record OneOrMore : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (children.Length > 0)
                ListOf(Text).CheckPresent(section, children, errors);
        }
    }

    internal sealed record ReservedName : Shape
    {
        protected override void CheckPresent(IConfigurationSection section, IConfigurationSection[] children, ConfigurationErrors errors)
        {
            if (section.AsEnumerable().Any(leaf => !string.IsNullOrEmpty(leaf.Value)))
                errors.Add(section, $"{section.Path} is not available in this version; remove it");
        }
    }
}
