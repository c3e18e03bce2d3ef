using Iris.Transforms.Answers;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>
/// Puts what the sandbox tells of the pictures that it received where the answer tells of the call: <c>extra_fields.inputs</c>
/// (docs/providers/sandbox.md, "Answer").
/// </summary>
internal sealed class SandboxMemberMap(AnswerContext context) : AnswerMemberMap
{
    /// <inheritdoc/>
    public override ReadOnlySpan<byte> ValueOf(string name, ReadOnlySpan<byte> json)
    {
        if (name != "inputs")
            return json;
        context.Received = json.ToArray();
        return [];
    }
}
