namespace Petuum.Lab.Analysis.Statistics;

/// <summary>One point of a curve, such as (clock, objective).</summary>
/// <param name="X">The abscissa.</param>
/// <param name="Y">The ordinate.</param>
public readonly record struct CurvePoint(double X, double Y);

/// <summary>Several curves summarised on a common grid; all lists have the grid's length.</summary>
/// <param name="Centre">The grid and the median or mean over the curves; NaN where a curve has no value.</param>
/// <param name="Lower">The lower edge at each grid point.</param>
/// <param name="Upper">The upper edge at each grid point.</param>
public sealed record CurveBand(
    IReadOnlyList<CurvePoint> Centre, IReadOnlyList<double> Lower, IReadOnlyList<double> Upper)
{
    /// <summary>The curves themselves at the grid's points, in the order given.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Samples { get; init; } = [];
}
