using System.CommandLine;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>completion</c>: a script by which a shell completes the program's commands and options. It asks the program itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completion for bash: source <(Gateway completion bash), or put the output into /etc/bash_completion.d/Gateway.
        _gateway_complete() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _gateway_complete Gateway iris

        """;

    private const string Zsh = """
        #compdef Gateway iris
        # Completion for zsh: source <(Gateway completion zsh), or put the output into a folder of $fpath as _Gateway.
        _gateway_complete() {
            local -a words_found
            words_found=(${(f)"$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"})
            compadd -a words_found
            (( ${#words_found} )) || _files
        }
        compdef _gateway_complete Gateway iris

        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Prints a script that completes commands and options in a shell") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(parsed.GetValue(shell) == "zsh" ? Zsh : Bash);
            return ExitCodes.Good;
        });
        return command;
    }
}
