using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>What a round is for.</summary>
internal enum OrderKind
{
    /// <summary>Nothing: results of an earlier round are awaited.</summary>
    Rest,

    /// <summary>Say whether all read the same prediction.</summary>
    Look,

    /// <summary>Correlate every column that is left with the residual.</summary>
    Survey,

    /// <summary>Coordinate descent on the working set.</summary>
    Sweep,

    /// <summary>Combine the iterates of the latest sweeps, and say what the combination is worth.</summary>
    Extrapolate,
}

/// <summary>What the scheduler asks of every worker in a round.</summary>
/// <param name="Kind">What the round is for.</param>
/// <param name="NewSet">Sweep: screen, and choose the working set anew from the latest survey.</param>
/// <param name="FromCombination">Sweep: start from what the latest extrapolation gave.</param>
/// <param name="Passes">Sweep: passes at most.</param>
/// <param name="Damping">Sweep: σ.</param>
/// <param name="Target">Sweep: stop when a pass meets no larger violation.</param>
/// <param name="Threshold">New set: |x_jᵀr| from which a column of coefficient 0 takes part.</param>
/// <param name="DualScale">New set: α; θ = αr, with r as the survey found it, is feasible for the dual.</param>
/// <param name="Radius">New set: no dual optimum is farther from θ; infinite where nothing is known.</param>
internal readonly record struct LinearOrder(
    OrderKind Kind,
    bool NewSet = false,
    bool FromCombination = false,
    int Passes = 0,
    double Damping = 1,
    double Target = 0,
    double Threshold = 0,
    double DualScale = 0,
    double Radius = double.PositiveInfinity)
{
    private const int Heads = 3;
    private const int Numbers = 5;

    /// <summary>As the items of a work unit: three integers, then the bits of five doubles, low half first.</summary>
    public int[] ToItems()
    {
        int[] items = new int[Heads + (2 * Numbers)];
        (items[0], items[1], items[2]) = ((int)Kind, (NewSet ? 1 : 0) + (FromCombination ? 2 : 0), Passes);
        ReadOnlySpan<double> numbers = [Damping, Target, Threshold, DualScale, Radius];
        for (int index = 0; index < Numbers; index++)
        {
            long bits = BitConverter.DoubleToInt64Bits(numbers[index]);
            items[Heads + (2 * index)] = unchecked((int)bits);
            items[Heads + (2 * index) + 1] = (int)(bits >> 32);
        }

        return items;
    }

    /// <summary>From the items of a work unit.</summary>
    /// <exception cref="InvariantException">They are not an order's.</exception>
    public static LinearOrder From(ReadOnlySpan<int> items)
    {
        Invariant.Require(items.Length == Heads + (2 * Numbers), $"an order of {items.Length} items.");
        return new LinearOrder(
            (OrderKind)items[0],
            (items[1] & 1) != 0,
            (items[1] & 2) != 0,
            items[2],
            Number(items, 0),
            Number(items, 1),
            Number(items, 2),
            Number(items, 3),
            Number(items, 4));
    }

    private static double Number(ReadOnlySpan<int> items, int index) => BitConverter.Int64BitsToDouble(
        (uint)items[Heads + (2 * index)] | ((long)items[Heads + (2 * index) + 1] << 32));
}

/// <summary>What a worker answers; what an order did not ask for is 0.</summary>
/// <param name="Checksum">Of the prediction that was read, a whole number below 2⁵²; 0 with a single worker.</param>
/// <param name="Terms">The loss at the prediction that was read.</param>
/// <param name="Absolute">‖β_w‖₁ before the round.</param>
/// <param name="Largest">Survey: ‖X_wᵀr‖∞ over the columns that are left; extrapolation: the loss it leads to, or
/// infinity.</param>
/// <param name="Violation">Survey: the largest violation of the optimality conditions; sweep: what the first pass
/// met.</param>
/// <param name="Decrease">Sweep: by how much the local objective fell.</param>
/// <param name="Work">Nonzeros and samples touched.</param>
/// <param name="Columns">Survey: columns left; sweep: columns swept; extrapolation: ‖β_w‖₁ it leads to.</param>
internal readonly record struct LinearReport(
    double Checksum,
    LossTerms Terms,
    double Absolute,
    double Largest,
    double Violation,
    double Decrease,
    double Work,
    double Columns)
{
    private const int Numbers = 10;

    /// <summary>Appends it to a unit's partial results.</summary>
    public void AddTo(PushOutput output)
    {
        output.AddResult(Checksum);
        output.AddResult(Terms.Loss);
        output.AddResult(Terms.First);
        output.AddResult(Terms.Second);
        output.AddResult(Absolute);
        output.AddResult(Largest);
        output.AddResult(Violation);
        output.AddResult(Decrease);
        output.AddResult(Work);
        output.AddResult(Columns);
    }

    /// <summary>From a unit's partial results.</summary>
    /// <exception cref="InvariantException">They are not a report's.</exception>
    public static LinearReport From(ReadOnlySpan<double> results)
    {
        Invariant.Require(results.Length == Numbers, $"a report of {results.Length} numbers.");
        return new LinearReport(
            results[0],
            new LossTerms(results[1], results[2], results[3]),
            results[4],
            results[5],
            results[6],
            results[7],
            results[8],
            results[9]);
    }
}
