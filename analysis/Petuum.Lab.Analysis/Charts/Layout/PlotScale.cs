namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Maps the values between two bounds to positions from 0 to 1, and back.</summary>
public sealed class PlotScale
{
    /// <summary>
    /// No value beyond this magnitude has a position; it counts as infinite, so that differences stay finite.
    /// </summary>
    public const double MagnitudeMax = 1e300;

    private const double LogMin = 1e-300;
    private readonly double _from;
    private readonly double _to;

    /// <summary>A scale from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The bounds are not finite, not ascending, too close to divide, or not positive on a log scale.
    /// </exception>
    public PlotScale(double min, double max, AxisScale kind)
    {
        Min = min;
        Max = max;
        Kind = kind;
        if (!IsPlottable(min) || !IsPlottable(max))
        {
            throw new ArgumentException($"An axis cannot go from {min:R} to {max:R}.", nameof(min));
        }

        _from = Transform(min);
        _to = Transform(max);
        if (!(_to > _from))
        {
            throw new ArgumentException($"An axis cannot go from {min:R} to {max:R}.", nameof(max));
        }
    }

    /// <summary>The value at position 0.</summary>
    public double Min { get; }

    /// <summary>The value at position 1.</summary>
    public double Max { get; }

    /// <summary>Linear or logarithmic.</summary>
    public AxisScale Kind { get; }

    /// <summary>The position of a value: 0 at Min, 1 at Max, outside of [0, 1] for values beyond them.</summary>
    public double Project(double value) => (Transform(value) - _from) / (_to - _from);

    /// <summary>The value at a position in [0, 1].</summary>
    public double Invert(double position)
    {
        double transformed = (_from * (1 - position)) + (_to * position);
        return Kind == AxisScale.Linear ? transformed : Decades.Pow10(transformed);
    }

    /// <summary>Whether a value has a position on this kind of scale.</summary>
    public bool IsPlottable(double value) => IsPlottable(value, Kind);

    /// <summary>Whether a value has a position on some kind of scale.</summary>
    public static bool IsPlottable(double value, AxisScale kind) =>
        Math.Abs(value) <= MagnitudeMax && (kind == AxisScale.Linear || value >= LogMin);

    private double Transform(double value) => Kind == AxisScale.Linear ? value : Decades.Log10(value);
}
