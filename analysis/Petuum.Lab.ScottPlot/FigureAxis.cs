using Petuum.Lab.Analysis.Charts;
using ScottPlot.TickGenerators;
using Axis = Petuum.Lab.Analysis.Charts.Axis;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// Where values stand on an axis of a plot: in the unit that suits, on a log axis by their power of ten. Marks are at
/// round numbers; a log axis of less than two decades names 2, 5 or all of 1 to 9, and marks what lies between.
/// </summary>
internal sealed class FigureAxis
{
    private const double Padding = 0.04;
    private readonly Axis _axis;
    private readonly double _divisor;

    /// <summary>The axis of values in a range.</summary>
    /// <param name="axis">What is shown.</param>
    /// <param name="range">The values that have to have a place; null is none.</param>
    /// <param name="marks">About how many marks there is room for.</param>
    /// <param name="fromZero">Whether the axis starts at zero, as bars do.</param>
    public FigureAxis(Axis axis, AxisRange? range, int marks, bool fromZero = false)
    {
        _axis = axis;
        (double min, double max) = range is { } known ? (known.Min, known.Max) : IsLog ? (1, 10) : (0, 1);
        (_divisor, string unit) = Quantity.Prefixed(axis.Unit, Math.Max(Math.Abs(min), Math.Abs(max)));
        Title = unit.Length == 0 ? axis.Label : $"{axis.Label} ({unit})";
        min = fromZero && !IsLog ? Math.Min(0, min) : min;
        max = fromZero && !IsLog ? Math.Max(0, max) : max;
        (double low, double high) = (Coordinate(min), Coordinate(max));
        double apart = high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high))
            ? (high - low) * Padding
            : IsLog ? 0.5 : low == 0 ? 1 : Math.Abs(low) / 2;
        Low = axis.Min is not null || (fromZero && low >= 0 && !IsLog) ? low : low - apart;
        High = axis.Max is not null && high > low ? high : high + apart;
        Ticks = IsLog ? LogTicks(Math.Max(2, marks)) : LinearTicks(Math.Max(2, marks));
    }

    /// <summary>An axis of names at whole numbers, from 0 on.</summary>
    public FigureAxis(string title, double low, double high, IEnumerable<(double Place, string Name)> names)
    {
        _axis = new Axis(title);
        _divisor = 1;
        (Title, Low, High) = (title, low, high);
        (double Place, string Name)[] all = [.. names];
        Ticks = new NumericManual([.. all.Select(name => name.Place)], [.. all.Select(name => name.Name)]);
    }

    /// <summary>What is measured, with its unit.</summary>
    public string Title { get; }

    /// <summary>The least coordinate.</summary>
    public double Low { get; }

    /// <summary>The greatest coordinate.</summary>
    public double High { get; }

    /// <summary>The marks.</summary>
    public NumericManual Ticks { get; }

    private bool IsLog => _axis.Scale == AxisScale.Log10;

    /// <summary>
    /// The coordinate of a value; NaN if it has no place. What lies far outside stands not farther than it has to, to
    /// be outside.
    /// </summary>
    public double Place(double value)
    {
        double far = 20 * (High - Low);
        return _axis.HasPlace(value) ? Math.Clamp(Coordinate(value), Low - far, High + far) : double.NaN;
    }

    private double Coordinate(double value) => IsLog ? Math.Log10(value / _divisor) : value / _divisor;

    private NumericManual LinearTicks(int marks)
    {
        NumericManual ticks = new();
        foreach ((double place, string name) in RoundNumbers(Low, High, marks, _axis.IsWhole))
        {
            ticks.AddMajor(place, name);
        }

        return ticks;
    }

    private NumericManual LogTicks(int marks)
    {
        NumericManual ticks = new();
        int first = (int)Math.Floor(Low);
        int last = (int)Math.Ceiling(High);
        int stride = Math.Max(1, (int)Math.Ceiling((High - Low) / marks));
        (double Place, double Value, int Digit)[] all =
        [
            .. from decade in Enumerable.Range(first, last - first + 1)
               from digit in Enumerable.Range(1, 9)
               let place = decade + Math.Log10(digit)
               where place >= Low && place <= High
               select (place, digit * Math.Pow(10, decade), digit),
        ];
        int[] named = Array.Find<int[]>([[1], [1, 2, 5]], digits => all.Count(mark => digits.Contains(mark.Digit)) >= 2)
            ?? [.. Enumerable.Range(1, 9)];
        if (all.Length < 2)
        {
            foreach ((double value, string name) in RoundNumbers(Math.Pow(10, Low), Math.Pow(10, High), marks, false))
            {
                ticks.AddMajor(Math.Log10(value), name);
            }

            return ticks;
        }

        foreach ((double place, double value, int digit) in all)
        {
            int decade = (int)Math.Floor(place + 1e-9);
            if (!named.Contains(digit) || decade % stride != 0)
            {
                if (stride == 1)
                {
                    ticks.AddMinor(place);
                }

                continue;
            }

            ticks.AddMajor(place, named.Length == 1 && decade is < -2 or > 3 && digit == 1
                ? Quantity.PowerOfTen(decade)
                : Quantity.Number(value));
        }

        return ticks;
    }

    private static IEnumerable<(double Place, string Name)> RoundNumbers(double low, double high, int marks, bool whole)
    {
        double rough = (high - low) / marks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        step = whole ? Math.Max(1, Math.Round(step)) : step;
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(largest / step)) + 1, 3, 15);
        for (double place = Math.Ceiling(low / step) * step; place <= high; place += step)
        {
            double value = Math.Round(place / step) * step;
            yield return (value, Quantity.Number(value, digits));
            if (place + step == place)
            {
                yield break;
            }
        }
    }
}
