using System.Buffers.Text;
using System.Security.Cryptography;
using System.CommandLine;
using System.Text;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>keys new NAME</c>: makes a key, and the line for the file that lets it in without holding it.</summary>
internal static class NewKey
{
    /// <summary>The beginning of keys, by which people and scanners of secrets know them.</summary>
    public const string Prefix = "sk-iris-";

    private const int SecretBytes = 32;
    private const string Usage = "Usage: Gateway keys new NAME, for example: Gateway keys new shop";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        // Any words, so that the refusal of wrong ones is this class's.
        var names = new Argument<string[]>("NAME") { Description = "The key's name: letters, digits, '-', '_' and '.'", Arity = ArgumentArity.ZeroOrMore };
        var made = new Command("new", "Makes a key for a client, and the line for the file") { names };
        made.SetAction(parsed => Print(terminal, ["new", .. parsed.GetValue(names) ?? []]));
        var others = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        var command = new Command("keys", "Keys of clients (Images.Access)") { made, others };
        command.SetAction(parsed => Print(terminal, parsed.GetValue(others) ?? []));
        return command;
    }

    private static int Print(Terminal terminal, IReadOnlyList<string> words)
    {
        var result = Parse(words);
        (result.ExitCode == 0 ? terminal.Output : terminal.Error).WriteLine(result.Text);
        return result.ExitCode;
    }

    /// <summary>Reads the words behind <c>keys</c>.</summary>
    /// <param name="words">The words.</param>
    /// <returns>What to print, and the exit code.</returns>
    public static CommandLine Parse(IReadOnlyList<string> words)
    {
        if (words is not ["new", var name])
            return new([], words is ["new"] ? $"the key needs a name\n{Usage}" : Usage, ExitCodes.Usage);
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return new([], $"\"{name}\" is no name: letters, digits, '-', '_' and '.' only, 64 at most\n{Usage}", ExitCodes.Usage);
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return new([], Describe(name, key));
    }

    private static string Describe(string name, string key) => $$"""
        {{key}}

        Give this key to whoever is to use it; it is not shown again. Into proxy.json goes its hash, which does not give it away:

          "Images": { "Access": { "Keys": { "{{name}}": { "Value": "sha256:{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}}" } } } }

        As soon as there is a key, every call needs one: curl -H 'Authorization: Bearer {{key}}' …
        """;
}
