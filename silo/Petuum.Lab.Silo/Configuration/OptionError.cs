namespace Petuum.Lab.Silo.Configuration;

/// <summary>A wrong setting.</summary>
/// <param name="Key">Which.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record OptionError(string Key, string Problem, string Remedy)
{
    /// <summary>The three names of the setting, the problem and the remedy.</summary>
    public override string ToString() => OptionTable.Find(Key) is { } setting
        ? $"{Key} ({setting.Flag}, {setting.Variable}): {Problem}; {Remedy}"
        : $"{Key}: {Problem}; {Remedy}";
}

/// <summary>Settings that cannot be used.</summary>
/// <param name="errors">All that was found.</param>
internal sealed class OptionException(params IReadOnlyList<OptionError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>All that was found.</summary>
    public IReadOnlyList<OptionError> Errors => errors;
}
