using BenchmarkDotNet.Attributes;

namespace Iris.Bench.Micro;

/// <summary>Reads each provider's answer with its reader and OpenAI's sink, in pieces of 64 KiB.</summary>
public class AnswerBenchmarks
{
    [ParamsSource(nameof(Answers))]
    public ProviderAnswer Input { get; set; } = null!;

    public static IEnumerable<ProviderAnswer> Answers => ProviderAnswers.All(1 << 20, 8 << 20);

    [Benchmark]
    public long Answer_reader() => Input.Read();
}
