using System.Buffers;
using System.Globalization;
using System.Text;

namespace Iris.Transforms.Answers;

/// <summary>How far a provider says it has come.</summary>
/// <param name="Completed">Steps done; null where it does not count.</param>
/// <param name="Total">Steps in all; null where it does not say.</param>
public readonly record struct WorkProgress(int? Completed, int? Total)
{
    /// <summary>Writes it as a comment of an event stream, <c>: progress 5/20</c>, which every client passes over.</summary>
    public void WriteComment(IBufferWriter<byte> output)
    {
        var text = (Completed, Total) switch
        {
            ({ } completed, { } total) => string.Create(CultureInfo.InvariantCulture, $": progress {completed}/{total}\n\n"),
            ({ } completed, null) => string.Create(CultureInfo.InvariantCulture, $": progress {completed}\n\n"),
            _ => ": progress\n\n",
        };
        Encoding.ASCII.GetBytes(text, output);
    }
}
