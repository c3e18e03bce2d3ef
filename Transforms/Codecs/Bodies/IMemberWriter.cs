namespace Iris.Transforms.Codecs.Bodies;

/// <summary>Writes a body's members by their names, whatever the body's form is.</summary>
internal interface IMemberWriter
{
    /// <summary>Whether a member of that name was written.</summary>
    bool Has(string name);

    /// <summary>Writes a text; null is left out.</summary>
    void Text(string name, string? value);

    /// <summary>Writes a number; null is left out.</summary>
    void Number(string name, long? value);

    /// <summary>Writes a JSON value.</summary>
    void Raw(string name, ReadOnlyMemory<byte> json);

    /// <summary>Writes a member of the contract that is an object.</summary>
    void RawObject(string name, ReadOnlyMemory<byte> json);
}
