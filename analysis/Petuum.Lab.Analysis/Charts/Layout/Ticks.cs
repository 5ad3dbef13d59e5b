namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>Where the marks of an axis are: ascending and within its bounds.</summary>
/// <param name="Major">The marks that carry labels.</param>
/// <param name="Minor">The small marks between them, on log axes.</param>
public sealed record TickSet(IReadOnlyList<double> Major, IReadOnlyList<double> Minor);

/// <summary>Chooses marks at round numbers: steps of 1, 2 or 5 times a power of ten; decades on log axes.</summary>
public static class Ticks
{
    private const double Slack = 1e-9;

    /// <summary>The finest step is 10 to this power, whose inverse is still a double.</summary>
    private const int DecadeMin = -307;

    /// <summary>At most <paramref name="countMax"/> labelled marks (≥ 2) for a scale.</summary>
    public static TickSet For(PlotScale scale, int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 2);
        return scale.Kind == AxisScale.Linear
            ? new TickSet(Linear(scale.Min, scale.Max, countMax), [])
            : Logarithmic(scale, countMax);
    }

    /// <summary>Whole numbers only, for axes that count; the step is 1, 2 or 5 times a power of ten.</summary>
    public static IReadOnlyList<double> Whole(double min, double max, int countMax) =>
        Multiples(min, max, Math.Max(1, Step(min, max, countMax)));

    /// <summary>
    /// Marks a round step apart; the step is the smallest that gives at most <paramref name="countMax"/>.
    /// </summary>
    public static IReadOnlyList<double> Linear(double min, double max, int countMax) =>
        Multiples(min, max, Step(min, max, countMax));

    /// <summary>
    /// The smallest round step of which at most <paramref name="countMax"/> multiples lie between two numbers.
    /// </summary>
    public static double Step(double min, double max, int countMax)
    {
        double rough = ((max / 2) - (min / 2)) / countMax;
        int decade = Math.Max(Decades.Floor(Math.Max(rough, 1e-306)) - 1, DecadeMin);
        while (true)
        {
            foreach (int factor in (ReadOnlySpan<int>)[1, 2, 5])
            {
                double step = factor * Decades.Power(decade);
                if (Math.Floor((max / step) + Slack) - Math.Ceiling((min / step) - Slack) + 1 <= countMax)
                {
                    return step;
                }
            }

            decade++;
        }
    }

    private static List<double> Multiples(double min, double max, double step)
    {
        var marks = new List<double>();
        double first = Math.Ceiling((min / step) - Slack);
        double last = Math.Floor((max / step) + Slack);
        for (double k = first; k <= last; k++)
        {
            marks.Add(Math.Clamp(Product(k, step), min, max));
        }

        return marks;
    }

    /// <summary>k · step, dividing by a power of ten where the step is a fraction, which rounds right.</summary>
    private static double Product(double k, double step)
    {
        int decade = Decades.Floor(step);
        double factor = Math.Round(step / Decades.Power(decade));
        return decade < 0 && decade >= DecadeMin
            ? k * factor / Decades.Power(-decade)
            : k * step;
    }

    private static TickSet Logarithmic(PlotScale scale, int countMax)
    {
        int first = Decades.Floor(scale.Min);
        first += Decades.Power(first) < scale.Min ? 1 : 0;
        int last = Decades.Floor(scale.Max);
        int decades = last - first + 1;
        if (decades >= 3 || (decades == 2 && countMax == 2))
        {
            return WholeDecades(scale, first, last, countMax);
        }

        double[] all = Between(scale, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        foreach (int[] factors in (int[][])[[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3]])
        {
            double[] marks = Between(scale, factors);
            if (marks.Length >= 3 && marks.Length <= countMax)
            {
                return new TickSet(marks, Without(all, marks));
            }
        }

        return decades >= 2
            ? WholeDecades(scale, first, last, countMax)
            : new TickSet(Linear(scale.Min, scale.Max, countMax), []);
    }

    private static TickSet WholeDecades(PlotScale scale, int first, int last, int countMax)
    {
        int step = (int)Step(first, last, countMax);
        step = Math.Max(step, 1);
        double[] major = Enumerable.Range(first, last - first + 1)
            .Where(exponent => exponent % step == 0)
            .Select(Decades.Power)
            .ToArray();
        double[] minor = last - first > 60
            ? []
            : step == 1
            ? last - first > 12 ? [] : Between(scale, [2, 3, 4, 5, 6, 7, 8, 9])
            : Without(Enumerable.Range(first, last - first + 1).Select(Decades.Power).ToArray(), major);
        return new TickSet(major, minor);
    }

    private static double[] Between(PlotScale scale, int[] factors)
    {
        int first = Decades.Floor(scale.Min);
        int last = Decades.Floor(scale.Max);
        return Enumerable.Range(first, last - first + 1)
            .SelectMany(exponent => factors.Select(factor => Product(factor, Decades.Power(exponent))))
            .Where(mark => mark >= scale.Min && mark <= scale.Max)
            .ToArray();
    }

    private static double[] Without(double[] marks, double[] others) =>
        marks.Where(mark => Array.IndexOf(others, mark) < 0).ToArray();
}
