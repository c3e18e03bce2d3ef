using System.Collections.Immutable;
using System.Globalization;
using Iris.Bench.Profile;

List<string> inputs = [];
string? references = null, output = null;
long minimum = 100;
bool verbose = false;
for (int at = 0; at < args.Length; at++)
{
    switch (args[at])
    {
        case "--references" when at + 1 < args.Length:
            references = args[++at];
            break;
        case "--out" when at + 1 < args.Length:
            output = args[++at];
            break;
        case "--minimum" when at + 1 < args.Length:
            minimum = long.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--verbose":
            verbose = true;
            break;
        default:
            inputs.Add(args[at]);
            break;
    }
}
if (inputs.Count == 0 || references is null || output is null)
{
    Console.Error.WriteLine("usage: Profile <pgo.txt>... --references <Gateway.ilc.rsp> --out <file.mibc> [--minimum <count>] [--verbose]");
    return 1;
}

using Assemblies assemblies = Assemblies.Read(references);
NameResolver names = new(assemblies);
SortedDictionary<string, int> skipped = new(StringComparer.Ordinal);
Dictionary<(DefinedMethod Method, string Owner), (ImmutableArray<TypeSig> Arguments, MethodProfile Profile)> methods = [];
foreach (MethodProfile profile in inputs.SelectMany(ProfileReader.Read))
{
    try
    {
        foreach ((DefinedMethod method, ImmutableArray<TypeSig> arguments) in names.Methods(profile))
        {
            Merge(method, arguments, profile);
        }
    }
    catch (UnresolvedException exception)
    {
        Skip(exception.Message, profile);
    }
}

MibcWriter writer = new(names);
Instantiations instantiated = assemblies.Instantiations();
int written = 0;
foreach (((DefinedMethod method, _), (ImmutableArray<TypeSig> arguments, MethodProfile profile)) in methods
    .OrderBy(pair => pair.Key.Method.Type.FullName, StringComparer.Ordinal)
    .ThenBy(pair => pair.Value.Profile.Name, StringComparer.Ordinal)
    .ThenBy(pair => pair.Value.Profile.Signature, StringComparer.Ordinal))
{
    if (profile.Heat < minimum)
    {
        Skip($"counts below {minimum}", profile);
        continue;
    }
    IEnumerable<ImmutableArray<TypeSig>> instantiations = method.Arity == 0
        ? [[]]
        : instantiated.Of(method, arguments).Prepend([.. Enumerable.Repeat(new CanonSig(), method.Arity)]);
    written += instantiations.Count(instantiation => writer.Add(method, arguments, instantiation, profile));
}
writer.Write(output);
Console.WriteLine($"{written} methods, {new FileInfo(output).Length} bytes");
foreach ((string cause, int count) in skipped)
{
    Console.WriteLine($"left out, {cause}: {count}");
}
return 0;

void Merge(DefinedMethod method, ImmutableArray<TypeSig> arguments, MethodProfile profile)
{
    (DefinedMethod, string) key = (method, profile.Name);
    if (!methods.TryGetValue(key, out (ImmutableArray<TypeSig> Arguments, MethodProfile Profile) known))
    {
        methods.Add(key, (arguments, Copy(profile)));
    }
    else if (!known.Profile.TryAdd(profile))
    {
        // Another run measured the method at other places: the record with the higher count is kept.
        Skip("measured differently elsewhere", profile);
        if (profile.Heat > known.Profile.Heat)
        {
            methods[key] = (arguments, Copy(profile));
        }
    }
}

// One record may stand for several methods, and each of them needs counts of its own.
static MethodProfile Copy(MethodProfile profile) => profile with
{
    Measurements = [.. profile.Measurements.Select(measurement =>
    {
        Measurement copy = new(measurement.Kind, measurement.Offset, measurement.Other);
        copy.Add(measurement);
        return copy;
    })],
};

void Skip(string cause, MethodProfile profile)
{
    skipped[cause] = skipped.GetValueOrDefault(cause) + 1;
    if (verbose)
    {
        Console.Error.WriteLine($"{cause}\t{profile.Heat}\t{profile.Name}\t{profile.Signature}");
    }
}
