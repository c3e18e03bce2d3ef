using System.Globalization;

namespace Iris.Bench.Profile;

/// <summary>Reads the profile that the runtime writes as text (<c>DOTNET_WritePGOData</c>).</summary>
public static class ProfileReader
{
    private const string Record = "@@@ ";
    private const string Name = "MethodName: ";
    private const string Signature = "Signature: ";
    private const string Schema = "Schema ";

    /// <summary>All methods of a file, in its order.</summary>
    public static IEnumerable<MethodProfile> Read(string path)
    {
        string name = "", signature = "";
        int codeSize = 0;
        List<Measurement>? measurements = null;
        List<string> values = [];
        Measurement? current = null;
        foreach (string line in File.ReadLines(path).Append("***"))
        {
            bool starts = line.StartsWith(Record, StringComparison.Ordinal) || line.StartsWith("***", StringComparison.Ordinal);
            if (starts || line.StartsWith(Schema, StringComparison.Ordinal))
            {
                Fill(current, measurements, values);
                values.Clear();
                current = null;
            }
            if (starts)
            {
                if (measurements is not null)
                {
                    yield return new MethodProfile(name, signature, codeSize, measurements);
                }
                measurements = line[0] == '@' ? [] : null;
                codeSize = line[0] == '@' ? Convert.ToInt32(Field(line, "ilSize"), 16) : 0;
            }
            else if (measurements is null)
            {
                continue;
            }
            else if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                name = line[Name.Length..];
            }
            else if (line.StartsWith(Signature, StringComparison.Ordinal))
            {
                signature = line[Signature.Length..];
            }
            else if (line.StartsWith(Schema, StringComparison.Ordinal))
            {
                current = new Measurement(
                    (InstrumentationKind)Number(line, "InstrumentationKind"), (int)Number(line, "ILOffset"), unchecked((int)Number(line, "Other")));
                if (Enum.IsDefined(current.Kind))
                {
                    measurements.Add(current);
                }
            }
            else
            {
                values.Add(line);
            }
        }
    }

    private static void Fill(Measurement? measurement, List<Measurement>? before, List<string> values)
    {
        switch (measurement?.Kind)
        {
            case InstrumentationKind.EdgeCount or InstrumentationKind.HistogramCount:
                measurement.Count = long.Parse(values[0], CultureInfo.InvariantCulture);
                break;
            case InstrumentationKind.HistogramTypes or InstrumentationKind.HistogramMethods:
                // The forms are "TypeHandle: name" and "MethodHandle: name|@|type"; NULL is an unused place of the sample.
                string[] handles =
                    [.. values.Select(value => value[(value.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Where(handle => handle != "NULL")];
                // The sample has a fixed size; the count in front of it is the actual number of calls.
                double weight = handles.Length == 0 ? 0 : Math.Max(1.0, before![^2].Count) / handles.Length;
                foreach (string handle in handles)
                {
                    measurement.Handles[handle] = measurement.Handles.GetValueOrDefault(handle) + weight;
                }
                break;
            default:
                break;
        }
    }

    private static long Number(string line, string field) => long.Parse(Field(line, field), CultureInfo.InvariantCulture);

    private static string Field(string line, string field)
    {
        int start = line.IndexOf(field, StringComparison.Ordinal) + field.Length + 1;
        int end = line.IndexOf(' ', start);
        return end < 0 ? line[start..] : line[start..end];
    }
}
