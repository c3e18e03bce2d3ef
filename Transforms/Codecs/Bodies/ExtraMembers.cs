using System.Text;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>The members of a request outside the contract, as a provider's body has them.</summary>
public static class ExtraMembers
{
    /// <summary>Writes the members outside the contract unchanged; reports one whose name has already been written.</summary>
    /// <param name="body">The body.</param>
    /// <param name="call">The call.</param>
    /// <param name="isHere">Selects the members that stand in this object; null selects all.</param>
    public static void Extras(this BodyWriter body, ProviderCall call, Func<RawMember, bool>? isHere = null) => Write(body, call, isHere);

    /// <summary>Writes the members outside the contract; reports one whose name has already been written.</summary>
    /// <param name="form">The form. A member that is no text stands there as JSON.</param>
    /// <param name="call">The call.</param>
    public static void Extras(this FormWriter form, ProviderCall call) => Write(form, call, isHere: null);

    /// <summary>The value of an extra member as a report shows it; null when it is long.</summary>
    public static string? TextOf(RawMember extra) => extra.Json.Length <= 64 ? Encoding.UTF8.GetString(extra.Json.Span) : null;

    private static void Write<TBody>(TBody body, ProviderCall call, Func<RawMember, bool>? isHere)
        where TBody : IMemberWriter
    {
        foreach (var extra in call.Request.Extras)
        {
            if (isHere is not null && !isHere(extra))
                continue;
            if (body.Has(extra.Name))
                call.Report.Drop(extra.Name, TextOf(extra), "another member of the request says the same");
            else
                body.Raw(extra.Name, extra.Json);
        }
    }
}
