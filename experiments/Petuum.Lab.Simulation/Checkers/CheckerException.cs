namespace Petuum.Lab.Simulation.Checkers;

/// <summary>A promise of the consistency model was seen broken: verdict 4.</summary>
public sealed class CheckerException(string checker, string problem, long timeMicros)
    : Exception($"{checker} at {timeMicros} µs: {problem}")
{
    /// <summary>The promise: the name of the checker.</summary>
    public string Checker { get; } = checker;

    /// <summary>Who, in which clock, at which table and row; what was expected, what was seen.</summary>
    public string Problem { get; } = problem;

    /// <summary>When it was seen, in the runtime's microseconds.</summary>
    public long TimeMicros { get; } = timeMicros;
}
