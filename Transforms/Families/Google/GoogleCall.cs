using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>How both interfaces name a model's method, write its body and read its answer.</summary>
public static class GoogleCall
{
    // How people write a model whose name they copied from Google's pages.
    private static readonly string[] Prefixes = ["publishers/google/", "google/", "models/"];

    /// <summary>The model without Google's resource prefixes.</summary>
    public static string NameOf(string model)
    {
        foreach (var prefix in Prefixes)
        {
            if (model.StartsWith(prefix, StringComparison.Ordinal))
                model = model[prefix.Length..];
        }
        return model;
    }

    /// <summary>The end of the path: the model and its method.</summary>
    public static string MethodOf(ProviderCall call, GoogleModel model)
    {
        // "@" separates a version on Vertex and needs no escape.
        var name = Uri.EscapeDataString(NameOf(call.Model)).Replace("%40", "@", StringComparison.Ordinal);
        if (model.Family == GoogleFamily.Imagen)
            return name + ":predict";
        return name + (call.Streams ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    /// <summary>Puts the request together.</summary>
    public static ProviderRequest CreateRequest(ProviderCall call, GoogleModel model, Uri uri) => new()
    {
        Uri = uri,
        Body = model.Family == GoogleFamily.Imagen ? ImagenWriter.Write(call, model) : GenerateContentWriter.Write(call, model),
        Accept = call.Streams ? "text/event-stream" : "application/json",
    };

    /// <summary>Makes the reader; the answer itself says whether it is a stream.</summary>
    public static AnswerReader CreateReader(GoogleModel model, string? contentType, ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        if (model.Family == GoogleFamily.Imagen)
            return new ImagenReader(sink, readError);
        return contentType == "text/event-stream" ? new GenerateContentSseReader(sink, readError) : new GenerateContentReader(sink, readError);
    }
}
