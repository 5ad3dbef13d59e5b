namespace Petuum.Lab.Analysis.Results;

/// <summary>A number that a program reports beside its objective, under a name of its own: <c>train_rmse</c>.</summary>
/// <param name="Name">Lower case with underscores; it becomes a column.</param>
/// <param name="Value">Any double; not a number is written as NaN.</param>
public readonly record struct Metric(string Name, double Value);

/// <summary>The value that a run of a sweep has for a swept key of its spec.</summary>
/// <param name="Name">The path in the spec: <c>consistency.staleness</c>. It becomes a column.</param>
/// <param name="Value">The value as the spec writes it: <c>4</c>, <c>unbounded</c>.</param>
public readonly record struct SweptKey(string Name, string Value);

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>The result probably does not mean what it seems to.</summary>
    Warning,

    /// <summary>The result means nothing.</summary>
    Error,
}

/// <summary>What an analyser has to say about a run or a sweep.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">A stable name to search for: <c>few-seeds</c>.</param>
/// <param name="Message">What was seen, with the numbers.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Finding(Severity Severity, string Code, string Message, string Remedy);
