using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Simulation;

/// <summary>Refuses options that mean nothing, with the remedy.</summary>
internal static class Require
{
    public static long NotNegative(long value, string what) =>
        value >= 0 ? value : throw new PlanException($"{what} of {value}", "use 0 or more");

    public static double NotNegative(double value, string what) =>
        value >= 0 && double.IsFinite(value)
            ? value
            : throw new PlanException($"{what} of {value}", "use a finite number, 0 or more");

    public static double Positive(double value, string what) => Above(0, value, what);

    public static double Above(double bound, double value, string what) =>
        value > bound && double.IsFinite(value)
            ? value
            : throw new PlanException($"{what} of {value}", $"use a finite number above {bound}");

    public static long Positive(long value, string what) =>
        value > 0 ? value : throw new PlanException($"{what} of {value}", "use 1 or more");

    public static double Fraction(double value, string what) =>
        value is >= 0 and <= 1 ? value : throw new PlanException($"{what} of {value}", "use a number from 0 to 1");
}
