using System.Text.Encodings.Web;
using System.Text.Json;

namespace Iris.Transforms.Json;

/// <summary>How this project writes small JSON values.</summary>
internal static class JsonOutput
{
    /// <summary>
    /// The default encoder blows up every quote, plus sign and non-ASCII letter; nothing written here is ever embedded in
    /// HTML. Validation of the writer's own calls is left to the tests.
    /// </summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
}
