using System.Globalization;
using Iris.Transforms;
using Iris.Transforms.Prices;

namespace Iris.Gateway.Configuration;

/// <summary>Reads one row of prices.</summary>
/// <param name="section">The row.</param>
/// <param name="catalog">The providers whose prices the row may refer to.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class PriceReader(IConfigurationSection section, ProviderCatalog catalog, ConfigurationErrors errors)
{
    // USD; for tokens those of a million. Above every price there is.
    private const decimal Most = 1_000_000m;

    private static readonly string[] TokenNames =
        ["TextInTokens", "ImageInTokens", "CachedTextTokens", "CachedImageTokens", "TextOutTokens", "ImageOutTokens"];

    private static readonly string[] OtherNames =
        ["Picture", "Call", "Megapixel", "FurtherMegapixel", "InputPicture", "InputMegapixel", "Step", "UsualSteps", "DrawnTokens", "Like"];

    /// <summary>The row; an empty one when something is wrong with it, which has been reported.</summary>
    /// <param name="models">The models' name or pattern.</param>
    public PriceRow Read(string models)
    {
        var given = TokenNames.Concat(OtherNames).Where(IsGiven).ToArray();
        if (new SectionReader(section, errors).Flag("Unpriced", fallback: false))
        {
            if (given.Length > 0)
                errors.Add(section.GetSection(given[0]), "has no effect beside Unpriced: remove one of the two");
            return PriceRow.Unknown(models, "the configuration says so");
        }
        if (given.Length == 0)
        {
            // A member of another name, or a row that is no object, has been reported.
            if (section.GetChildren().All(child => child.Key.Equals("Unpriced", StringComparison.OrdinalIgnoreCase)) && section.Value is null)
                errors.Add(section, $"prices nothing: give at least one of {string.Join(", ", OtherNames)}, or {string.Join(", ", TokenNames)}; or \"Unpriced\": true");
            return PriceRow.Unknown(models, "");
        }
        if (IsGiven("FurtherMegapixel") && !IsGiven("Megapixel"))
            errors.Add(section.GetSection("FurtherMegapixel"), "needs Megapixel, the price of the first one");
        return Override(Base() with { Models = models });
    }

    private PriceRow Override(PriceRow row) => row with
    {
        Call = Amount("Call") ?? row.Call,
        Pictures = Rates("Picture", "USD for a picture") ?? row.Pictures,
        Megapixels = Amount("Megapixel") is { } first ? new MegapixelRate(first, Amount("FurtherMegapixel") ?? first) : row.Megapixels,
        Step = Amount("Step") ?? row.Step,
        UsualSteps = IsGiven("UsualSteps") ? (int)new SectionReader(section, errors).Whole("UsualSteps", 1, 1, 1000) : row.UsualSteps,
        Input = Amount("InputPicture") ?? row.Input,
        InputMegapixel = Amount("InputMegapixel") ?? row.InputMegapixel,
        Tokens = Tokens(row.Tokens),
        Drawn = Rates("DrawnTokens", "tokens of a picture") is { } drawn ? new ListedTokens(drawn) : row.Drawn,
    };

    private TokenRates? Tokens(TokenRates? known)
    {
        if (!TokenNames.Any(IsGiven))
            return known;
        foreach (var name in (string[])["TextInTokens", "ImageOutTokens"])
        {
            if (known is null && !IsGiven(name))
                errors.Add(section, $"{name} is missing: where tokens are priced, text that goes in and pictures that come out are");
        }
        return new TokenRates
        {
            TextIn = Amount("TextInTokens") ?? known?.TextIn ?? 0,
            ImageIn = Amount("ImageInTokens") ?? known?.ImageIn,
            CachedText = Amount("CachedTextTokens") ?? known?.CachedText,
            CachedImage = Amount("CachedImageTokens") ?? known?.CachedImage,
            TextOut = Amount("TextOutTokens") ?? known?.TextOut,
            ImageOut = Amount("ImageOutTokens") ?? known?.ImageOut ?? 0,
        };
    }

    // The row of another model in the tables that ship with Iris: that of a deployment's model, for instance.
    private PriceRow Base()
    {
        var empty = new PriceRow { Models = "" };
        if (section["Like"] is not { } like)
            return empty;
        var pattern = ModelPattern.Of(like);
        if (pattern.Cluster.Length > 0 && catalog.Find(pattern.Cluster) is { } provider
            && provider.Prices.Find(pattern.Models) is { Unpriced: null } row)
            return row;
        errors.Add(
            section.GetSection("Like"),
            $"\"{like}\" is no model with a price in Iris' own tables; write it as provider/model, for example \"openai/gpt-image-2\", with a provider of ImageApi{NearMiss.Hint(pattern.Cluster, catalog.Names)}");
        return empty;
    }

    private bool IsGiven(string name) => section.GetSection(name) is var member && (member.Value is not null || member.GetChildren().Any());

    private decimal? Amount(string name) => section.GetSection(name) is { Value: not null } member ? Amount(member, "USD") : null;

    private decimal Amount(IConfigurationSection member, string what)
    {
        // An object in place of a number has been reported.
        if (member.Value is null)
            return 0;
        if (!decimal.TryParse(member.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
            errors.Add(member, $"\"{member.Value}\" is no number: write {what}, for example 0.04");
        else if (amount is < 0 or > Most)
            errors.Add(member, $"{member.Value} is outside of 0 to {Most:0}");
        return amount;
    }

    // One number, or an object of numbers by the kind of picture.
    private PictureRate[]? Rates(string name, string what)
    {
        var member = section.GetSection(name);
        if (!IsGiven(name))
            return null;
        if (member.Value is not null)
            return [new(PictureKind.Any, Amount(member, what))];
        var rates = new List<PictureRate>();
        foreach (var entry in member.GetChildren())
        {
            if (PictureKind.TryParse(entry.Key, out var kind))
                rates.Add(new(kind, Amount(entry, what)));
            else
                errors.Add(entry, $"\"{entry.Key}\" is no kind of picture: write a size (1024x1024), a resolution (2K), a quality (high), or several of them with semicolons between");
        }
        return [.. rates];
    }
}
