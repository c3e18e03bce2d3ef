namespace Iris.Gateway.Configuration;

/// <summary>Collects why a destination is unusable: every environment variable that is not set, and the first of the other reasons.</summary>
internal sealed class MissingValues
{
    private readonly List<string> _variables = [];
    private string? _other;

    /// <summary>The variables that are not set.</summary>
    public IReadOnlyList<string> Variables => _variables;

    /// <summary>The reason as a clause without a full stop; null when nothing is missing.</summary>
    public string? Reason
    {
        get
        {
            var variables = _variables.Count switch
            {
                0 => null,
                1 => $"{SecretValues.VariableMissing}{_variables[0]} is not set",
                _ => $"{SecretValues.VariablesMissing}{string.Join(", ", _variables[..^1])} and {_variables[^1]} are not set",
            };
            return variables is null || _other is null ? variables ?? _other : $"{variables}; {_other}";
        }
    }

    /// <summary>Adds a reason, as <see cref="SecretValues.Resolve"/> tells it; null adds nothing.</summary>
    public void Add(string? reason)
    {
        if (reason is null)
            return;
        if (SecretValues.MissingVariable(reason) is not { } name)
            _other ??= reason;
        else if (!_variables.Contains(name))
            _variables.Add(name);
    }
}
