using Petuum.Lab.Analysis.Charts;
using ScottPlot;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.Figures;

/// <summary>
/// How an axis of a chart becomes one of a plot. Plots are linear: a log axis holds decimal logarithms, and a unit with
/// a prefix divides. What lies far outside of the axis is moved nearer, so that its pixels stay numbers.
/// </summary>
internal sealed class Scale
{
    private const double FarMax = 1000;
    private const int CountMax = 8;

    private Scale(string label, double low, double high, IReadOnlyList<Tick> ticks)
    {
        Label = label;
        Low = low;
        High = high;
        Ticks = ticks;
    }

    /// <summary>What is written along the axis: label and unit.</summary>
    public string Label { get; }

    /// <summary>The lower end, in the plot's coordinates.</summary>
    public double Low { get; }

    /// <summary>The upper end, in the plot's coordinates.</summary>
    public double High { get; }

    /// <summary>The marks.</summary>
    public IReadOnlyList<Tick> Ticks { get; private init; }

    /// <summary>What values are divided by.</summary>
    public double Divisor { get; private init; } = 1;

    private bool IsLog { get; init; }

    /// <summary>Names at the places 0, 1, 2 … of an axis from −½ to the last and ½.</summary>
    public static Scale OfNames(string label, double low, double high, IReadOnlyList<Tick> ticks) =>
        new(Words.Clean(label), low, high, ticks);

    /// <summary>The scale for an axis that has to show a range.</summary>
    /// <param name="axis">The chart's axis.</param>
    /// <param name="range">What it has to show; null if nothing.</param>
    /// <param name="pixels">How long it will be, about.</param>
    /// <param name="look">The size of letters.</param>
    /// <param name="isHorizontal">Whether labels stand beside each other.</param>
    /// <param name="fromZero">Whether it begins at zero, as for bars.</param>
    /// <param name="isTight">Whether the ends are exactly the range's.</param>
    public static Scale Of(Axis axis, AxisRange? range, double pixels, Look look, bool isHorizontal,
        bool fromZero = false, bool isTight = false)
    {
        bool isLog = axis.Scale == AxisScale.Log10;
        AxisRange known = range ?? (isLog ? new AxisRange(1, 10) : new AxisRange(0, 1));
        (double divisor, string unit) = Quantity.Prefixed(
            axis.Unit, Math.Max(Math.Abs(known.Min), Math.Abs(known.Max)));
        double low = isLog ? Math.Log10(known.Min / divisor) : known.Min / divisor;
        double high = isLog ? Math.Log10(known.Max / divisor) : known.Max / divisor;
        if (fromZero && !isLog)
        {
            low = axis.Min is null ? Math.Min(0, low) : low;
            high = axis.Max is null ? Math.Max(0, high) : high;
        }

        (low, high) = Widened(low, high, isLog);
        double pad = isTight ? 0 : (high - low) * 0.04;
        bool isLowFree = axis.Min is null && !(fromZero && !isLog && low == 0);
        (double from, double to) = (isLowFree ? low - pad : low, axis.Max is null ? high + pad : high);
        string label = Words.Clean(axis.Label);
        string shown = Words.Clean(unit);
        return new Scale(
            shown.Length == 0 ? label : label.Length == 0 ? shown : $"{label} ({shown})",
            from, to, TicksOf(from, to, isLog, axis.IsWhole && divisor == 1, pixels, look, isHorizontal))
        {
            Divisor = divisor,
            IsLog = isLog,
        };
    }

    /// <summary>The same scale with labelled marks at these values only, if there is room for them all.</summary>
    public Scale WithMarksAt(IEnumerable<double> values, double pixels, Look look)
    {
        Tick[] ticks = [.. values.Distinct().Order()
            .Select(value => Tick.Major(Place(value), Quantity.Number(value / Divisor)))
            .Where(tick => tick.Position >= Low && tick.Position <= High)];
        return ticks.Length is > 1 and <= 12 && Fit(ticks, Low, High, pixels, look)
            ? new Scale(Label, Low, High, ticks) { Divisor = Divisor, IsLog = IsLog }
            : this;
    }

    /// <summary>The place of a value that has one (see <see cref="Axis.HasPlace"/>).</summary>
    public double Place(double value)
    {
        double far = FarMax * (High - Low);
        return Math.Clamp(IsLog ? Math.Log10(value / Divisor) : value / Divisor, Low - far, High + far);
    }

    /// <summary>A band's edge: where a value has no place on a log axis, the band goes to the lower end.</summary>
    public double Edge(double value) => value > 0 || !IsLog ? Place(value) : Low - (High - Low);

    private static (double Low, double High) Widened(double low, double high, bool isLog)
    {
        double middle = (low / 2) + (high / 2);
        double least = isLog ? 0.05 : Math.Max(Math.Abs(middle) * 1e-9, 1e-280);
        if (high - low >= least)
        {
            return (low, high);
        }

        double half = isLog ? 0.15 : middle == 0 ? 0.5 : Math.Max(Math.Abs(middle) * 0.05, 1e-280);
        return high - low == 0 ? (middle - half, middle + half) : (middle - least, middle + least);
    }

    private static Tick[] TicksOf(double low, double high, bool isLog, bool isWhole, double pixels, Look look,
        bool isHorizontal)
    {
        double spacing = look.Size * (isHorizontal ? 4.5 : 2.3);
        while (true)
        {
            int count = Math.Clamp((int)(pixels / spacing), 1, CountMax);
            Tick[] ticks = isLog ? Marks.Log(low, high, count) : Marks.Linear(low, high, count, isWhole);
            if (count == 1 || !isHorizontal || Fit(ticks, low, high, pixels, look))
            {
                return ticks;
            }

            spacing *= 1.3;
        }
    }

    /// <summary>Whether labels beside each other do not touch.</summary>
    private static bool Fit(IEnumerable<Tick> ticks, double low, double high, double pixels, Look look)
    {
        double end = double.NegativeInfinity;
        foreach (Tick tick in ticks.Where(tick => tick.IsMajor).OrderBy(tick => tick.Position))
        {
            double middle = (tick.Position - low) / (high - low) * pixels;
            double half = Words.Width(tick.Label, look.Size) / 2;
            if (middle - half < end + (look.Size * 0.6))
            {
                return false;
            }

            end = middle + half;
        }

        return true;
    }
}
