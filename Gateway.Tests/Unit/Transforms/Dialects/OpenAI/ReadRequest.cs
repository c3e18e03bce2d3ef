using System.Buffers;
using System.Collections;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Reads bodies the way the gateway does, with an expectation about the outcome.</summary>
internal static class ReadRequest
{
    /// <summary>A body that must be accepted.</summary>
    public static ImageRequest Good(string body, ImageDialect? dialect = null, bool keepExtraParams = false)
    {
        var error = (dialect ?? OpenAIDialect.OpenAI).Read(new(Splits.Utf8(body)), keepExtraParams, out var request);
        Assert.That(error, Is.Null, body);
        return request!;
    }

    /// <summary>A body that must be refused.</summary>
    public static ImageError Bad(byte[] body, ImageDialect? dialect = null, bool keepExtraParams = false)
    {
        var error = (dialect ?? OpenAIDialect.OpenAI).Read(new(body), keepExtraParams, out var request);
        Assert.That(request, Is.Null, "a refused body must not yield a request");
        Assert.That(error, Is.Not.Null, Splits.Latin(body));
        Assert.That((error!.Status, error.Type, error.IsGatewayFault), Is.EqualTo((400, "invalid_request_error", false)));
        return error;
    }

    /// <inheritdoc cref="Bad(byte[], ImageDialect, bool)"/>
    public static ImageError Bad(string body, ImageDialect? dialect = null, bool keepExtraParams = false) =>
        Bad(Splits.Utf8(body), dialect, keepExtraParams);

    /// <summary>A complete body with one more member.</summary>
    public static string With(string member) => $$"""{"model":"openai/gpt-image-2","prompt":"a kite",{{member}}}""";

    /// <summary>Everything a request holds, as text: two requests are the same when their descriptions are.</summary>
    public static string Describe(ImageRequest request)
    {
        var text = new StringBuilder();
        foreach (var property in typeof(ImageRequest).GetProperties())
            text.Append(property.Name).Append('=').Append(Describe(property.GetValue(request))).Append('\n');
        return text.ToString();
    }

    /// <summary>One sequence whose segments are divided at <paramref name="cuts"/>.</summary>
    public static ReadOnlySequence<byte> Segments(byte[] bytes, params int[] cuts)
    {
        Segment? first = null, last = null;
        var from = 0;
        foreach (var to in cuts.Append(bytes.Length))
        {
            last = new Segment(bytes.AsMemory(from, to - from), last);
            first ??= last;
            from = to;
        }
        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private static string? Describe(object? value) => value switch
    {
        string text => text,
        ReadOnlyMemory<byte> raw => Splits.Latin(raw.Span),
        RawMember member => $"{member.Name}: {Splits.Latin(member.Json.Span)}",
        IEnumerable items => string.Join(" | ", items.Cast<object>().Select(Describe)),
        _ => value?.ToString(),
    };

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
