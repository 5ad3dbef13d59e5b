namespace Petuum.Lab.Simulation;

/// <summary>
/// What computing costs on an undisturbed machine: work units × <paramref name="MicrosPerWorkUnit"/>, and for a worker
/// <paramref name="MicrosPerRound"/> more with its first unit of a round. Rounded to whole microseconds, half to even.
/// </summary>
/// <param name="MicrosPerWorkUnit">Cost of a work unit that a program reports, from <c>lab calibrate</c>; at least
/// 0.</param>
/// <param name="MicrosPerRound">Fixed cost of a round, at least 0.</param>
public sealed record ComputeModel(double MicrosPerWorkUnit, long MicrosPerRound)
{
    /// <summary>Cost of a work unit in microseconds.</summary>
    public double MicrosPerWorkUnit { get; init => field = UnitCost(value); } = UnitCost(MicrosPerWorkUnit);

    /// <summary>Fixed cost of a round in microseconds.</summary>
    public long MicrosPerRound { get; init => field = RoundCost(value); } = RoundCost(MicrosPerRound);

    /// <summary>Undisturbed time in microseconds; every call costs at least one work unit.</summary>
    public long NominalMicros(long work, bool beginsRound) =>
        (long)Math.Round(Math.Max(1, work) * MicrosPerWorkUnit) + (beginsRound ? MicrosPerRound : 0);

    private static double UnitCost(double value) => Require.NotNegative(value, "cost of a work unit in microseconds");

    private static long RoundCost(long value) => Require.NotNegative(value, "cost of a round in microseconds");
}
