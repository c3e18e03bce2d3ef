using System.Globalization;

namespace Iris.Transforms.Requests.Members;

/// <summary>
/// One optional member of a request: a row of <see cref="RequestMembers"/>. The derived class is its kind. Readers and writers of a wire format
/// switch on the kind, so that another member of a known kind is only another row.
/// </summary>
internal abstract class RequestMember
{
    private protected RequestMember(string name, ImageParameters flag) => (Name, Flag) = (name, flag);

    /// <summary>The contract's name of the member (docs/contract.md, section 3.1).</summary>
    public string Name { get; }
    /// <summary>The member's flag in the sets of members that a request carries and a model accepts.</summary>
    public ImageParameters Flag { get; }

    /// <summary>
    /// The value as a report shows it. Null when it was not given, and for a value with a structure: it may be large, and the client knows it.
    /// </summary>
    public abstract string? TextOf(ImageRequest request);
}

/// <summary>Sets one member of a request that is still being read.</summary>
internal delegate void MemberSetter<T>(ref RequestValues values, T value);

/// <summary>Free text; the provider decides about it.</summary>
internal sealed class TextMember : RequestMember
{
    private readonly Func<ImageRequest, string?> _get;
    private readonly MemberSetter<string> _set;

    internal TextMember(string name, ImageParameters flag, int most, Func<ImageRequest, string?> get, MemberSetter<string> set)
        : base(name, flag) => (Most, _get, _set) = (most, get, set);

    /// <summary>The longest value, in characters; <see cref="int.MaxValue"/> where only the body's limit counts.</summary>
    public int Most { get; }

    /// <summary>The value; null when it was not given.</summary>
    public string? Of(ImageRequest request) => _get(request);

    /// <inheritdoc/>
    public override string? TextOf(ImageRequest request) => Of(request);

    internal void Set(ref RequestValues values, string value) => _set(ref values, value);
}

/// <summary>A whole number within a range.</summary>
internal sealed class IntegerMember : RequestMember
{
    private readonly Func<ImageRequest, long?> _get;
    private readonly MemberSetter<long> _set;

    internal IntegerMember(string name, ImageParameters flag, (long Least, long Most) range, Func<ImageRequest, long?> get, MemberSetter<long> set)
        : base(name, flag) => ((Least, Most), _get, _set) = (range, get, set);

    /// <summary>The smallest allowed value.</summary>
    public long Least { get; }
    /// <summary>The largest allowed value.</summary>
    public long Most { get; }

    /// <summary>The value; null when it was not given.</summary>
    public long? Of(ImageRequest request) => _get(request);

    /// <inheritdoc/>
    public override string? TextOf(ImageRequest request) => Of(request)?.ToString(CultureInfo.InvariantCulture);

    internal void Set(ref RequestValues values, long value) => _set(ref values, value);
}

/// <summary><c>auto</c>, or width and height in pixels.</summary>
internal sealed class SizeMember : RequestMember
{
    private readonly Func<ImageRequest, ImageSize?> _get;
    private readonly MemberSetter<ImageSize> _set;

    internal SizeMember(string name, ImageParameters flag, Func<ImageRequest, ImageSize?> get, MemberSetter<ImageSize> set)
        : base(name, flag) => (_get, _set) = (get, set);

    /// <summary>The value; null when it was not given.</summary>
    public ImageSize? Of(ImageRequest request) => _get(request);

    /// <inheritdoc/>
    public override string? TextOf(ImageRequest request) => request.LooseSize?.Written ?? Of(request)?.ToString();

    internal void Set(ref RequestValues values, ImageSize value) => _set(ref values, value);
}

/// <summary>How pictures are delivered: <c>url</c> or <c>b64_json</c>.</summary>
internal sealed class FormMember : RequestMember
{
    private readonly Func<ImageRequest, ResponseForm> _get;
    private readonly MemberSetter<ResponseForm> _set;

    internal FormMember(string name, ImageParameters flag, Func<ImageRequest, ResponseForm> get, MemberSetter<ResponseForm> set)
        : base(name, flag) => (_get, _set) = (get, set);

    /// <summary>The value.</summary>
    public ResponseForm Of(ImageRequest request) => _get(request);

    /// <inheritdoc/>
    public override string? TextOf(ImageRequest request) => Of(request) switch
    {
        ResponseForm.Url => "url",
        ResponseForm.Base64 => "b64_json",
        _ => null,
    };

    internal void Set(ref RequestValues values, ResponseForm value) => _set(ref values, value);
}

/// <summary>The JSON type of a <see cref="JsonMember"/>.</summary>
internal enum JsonShape
{
    /// <summary>An array of strings.</summary>
    Strings,
    /// <summary>An object.</summary>
    Object,
}

/// <summary>A value with a structure, kept as its JSON text.</summary>
internal sealed class JsonMember : RequestMember
{
    private readonly Func<ImageRequest, ReadOnlyMemory<byte>?> _get;
    private readonly MemberSetter<ReadOnlyMemory<byte>> _set;

    internal JsonMember(
        string name, ImageParameters flag, JsonShape shape, Func<ImageRequest, ReadOnlyMemory<byte>?> get, MemberSetter<ReadOnlyMemory<byte>> set)
        : base(name, flag) => (Shape, _get, _set) = (shape, get, set);

    /// <summary>The value's JSON type.</summary>
    public JsonShape Shape { get; }

    /// <summary>The value; null when it was not given.</summary>
    public ReadOnlyMemory<byte>? Of(ImageRequest request) => _get(request);

    /// <inheritdoc/>
    public override string? TextOf(ImageRequest request) => null;

    internal void Set(ref RequestValues values, ReadOnlyMemory<byte> value) => _set(ref values, value);
}
