namespace Petuum.Lab.Simulation;

/// <summary>
/// What computing costs on an undisturbed machine: work units × <paramref name="MicrosPerWorkUnit"/>, and for a worker
/// <paramref name="MicrosPerRound"/> more with its first unit of a round. Rounded to whole microseconds, half to even.
/// </summary>
/// <param name="MicrosPerWorkUnit">Cost of a work unit that a program reports, from <c>lab calibrate</c>; at least 0.</param>
/// <param name="MicrosPerRound">Fixed cost of a round, at least 0.</param>
public sealed record ComputeModel(double MicrosPerWorkUnit, long MicrosPerRound)
{
    /// <summary>Cost of a work unit in microseconds.</summary>
    public double MicrosPerWorkUnit { get; init; } = Require.NotNegative(MicrosPerWorkUnit, "cost of a work unit");

    /// <summary>Fixed cost of a round in microseconds.</summary>
    public long MicrosPerRound { get; init; } = Require.NotNegative(MicrosPerRound, "cost of a round");

    /// <summary>Undisturbed time; every call costs at least one work unit.</summary>
    internal long NominalMicros(long work, bool beginsRound) =>
        (long)Math.Round(Math.Max(1, work) * MicrosPerWorkUnit) + (beginsRound ? MicrosPerRound : 0);
}
