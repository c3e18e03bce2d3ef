using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// A file of the repository that follows from the code, as a whole or in a part of it. A test holds it against the code; with
/// <c>IRIS_WRITE_LISTS=1</c> in the environment the test writes it.
/// </summary>
/// <param name="name">The file's path from the root.</param>
internal sealed class DerivedFile(string name)
{
    private const string Switch = "IRIS_WRITE_LISTS";
    private const string Command = $"{Switch}=1 dotnet test Gateway.Tests --filter FullyQualifiedName~Architecture";

    // Tests that run at once may write to one file.
    private static readonly Lock Gate = new();

    private static bool IsWriting => Environment.GetEnvironmentVariable(Switch) == "1";

    private string Path => Repository.PathOf(name);

    /// <summary>Holds the whole file.</summary>
    public void Holds(IReadOnlyList<string> lines) => Hold(_ => lines, whole => (0, whole.Length));

    /// <summary>Holds the rows of a table.</summary>
    /// <param name="head">The beginning of the table's first line.</param>
    /// <param name="rows">Makes the rows of those that stand there.</param>
    public void HoldsRows(string head, Func<IReadOnlyList<string>, IReadOnlyList<string>> rows) => Hold(rows, lines =>
    {
        var first = Array.FindIndex(lines, line => line.StartsWith(head, StringComparison.Ordinal)) + 2;
        return (first, lines.Skip(first).TakeWhile(line => line.StartsWith('|')).Count());
    });

    /// <summary>Holds the values of an <c>enum</c> in a JSON schema, one a line.</summary>
    /// <param name="member">The member whose values they are.</param>
    /// <param name="values">The values.</param>
    public void HoldsValues(string member, IEnumerable<string> values)
    {
        Hold(_ => [.. Lines()], lines =>
        {
            var first = Array.FindIndex(lines, line => line.Contains($"\"{member}\": {{", StringComparison.Ordinal)) + 2;
            return (first, lines.Skip(first).TakeWhile(line => !line.Contains(']', StringComparison.Ordinal)).Count());
        });

        IEnumerable<string> Lines()
        {
            var written = values.Select(value => $"                \"{value}\",").ToArray();
            return [.. written[..^1], written[^1].TrimEnd(',')];
        }
    }

    private void Hold(Func<IReadOnlyList<string>, IReadOnlyList<string>> make, Func<string[], (int First, int Count)> find)
    {
        lock (Gate)
        {
            var lines = File.Exists(Path) ? File.ReadAllLines(Path) : [];
            var (first, count) = find(lines);
            var written = lines.AsSpan(first, count).ToArray();
            var expected = make(written);
            if (expected.SequenceEqual(written))
                return;
            if (IsWriting)
            {
                File.WriteAllLines(Path, [.. lines[..first], .. expected, .. lines[(first + count)..]]);
                return;
            }
            string[] differences = [.. expected.Except(written).Select(line => "+ " + line), .. written.Except(expected).Select(line => "- " + line)];
            Assert.Fail($"""
                {name} is not what the code says. This command writes it: {Command}
                {(differences.Length == 0 ? "The order differs." : string.Join('\n', differences))}
                """);
        }
    }
}
