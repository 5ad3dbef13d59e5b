using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Linear;

/// <summary>What a loss is at a prediction v, in sums over samples.</summary>
/// <param name="Loss">f(v).</param>
/// <param name="First">Squares: ‖r‖². Logistic: the dual objective at the point −∇f(v) itself.</param>
/// <param name="Second">Squares: rᵀy. Logistic: 0.</param>
internal readonly record struct LossTerms(double Loss, double First, double Second);

/// <summary>
/// A convex, smooth loss f(v) = Σ f_i(v_i) of a prediction v = Xβ, and its dual: with r = −∇f(v), every θ with
/// ‖Xᵀθ‖∞ ≤ λ bounds the optimum from below by D(θ) = −Σ f_i*(−θ_i). The points tried are θ = αr.
/// </summary>
public abstract class LinearLoss
{
    private protected LinearLoss()
    {
    }

    /// <summary>½‖y − v‖²: the lasso.</summary>
    public static LinearLoss Squares { get; } = new SquaredLoss();

    /// <summary>Σ log(1 + exp(−y_i v_i)) with y_i = ±1: sparse logistic regression.</summary>
    public static LinearLoss Logistic { get; } = new LogisticLoss();

    /// <summary>The program's name in specs.</summary>
    public abstract string ProgramName { get; }

    /// <summary>True if labels are two classes.</summary>
    public abstract bool Classifies { get; }

    /// <summary>−D is strongly convex with this modulus: the square of the safe radius is 2 gap / modulus.</summary>
    internal abstract double DualModulus { get; }

    /// <summary>f, and r = −∇f(v); also its curvatures f_i″(v_i) where they are not all 1.</summary>
    internal abstract LossTerms Linearize(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, Span<double> residual, Span<double> weights);

    /// <summary>f(v) alone.</summary>
    internal abstract double Value(ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction);

    /// <summary>
    /// α ≤ <paramref name="scaleMax"/> and D(αr), or a lower bound of it, from the sums alone.
    /// </summary>
    internal abstract (double Scale, double Dual) Bound(in LossTerms terms, double scaleMax);

    /// <summary>D(αr) for the best α ≤ <paramref name="scaleMax"/> that is found at the cost of the samples.</summary>
    internal abstract double Dual(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, in LossTerms terms, double scaleMax);
}

/// <summary>½‖y − v‖²; r = y − v; D(θ) = yᵀθ − ½‖θ‖².</summary>
internal sealed class SquaredLoss : LinearLoss
{
    public override string ProgramName => Lasso.LassoProgram.ProgramName;

    public override bool Classifies => false;

    internal override double DualModulus => 1;

    internal override LossTerms Linearize(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, Span<double> residual, Span<double> weights)
    {
        double evenSquares = 0;
        double oddSquares = 0;
        double even = 0;
        double odd = 0;
        int row = 0;
        for (; row <= labels.Length - 2; row += 2)
        {
            double first = labels[row] - prediction[row];
            double second = labels[row + 1] - prediction[row + 1];
            (residual[row], residual[row + 1]) = (first, second);
            evenSquares += first * first;
            oddSquares += second * second;
            even += first * labels[row];
            odd += second * labels[row + 1];
        }

        if (row < labels.Length)
        {
            double last = labels[row] - prediction[row];
            residual[row] = last;
            evenSquares += last * last;
            even += last * labels[row];
        }

        double squares = evenSquares + oddSquares;
        return new LossTerms(0.5 * squares, squares, even + odd);
    }

    internal override double Value(ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction)
    {
        double squares = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double residual = labels[row] - prediction[row];
            squares += residual * residual;
        }

        return 0.5 * squares;
    }

    /// <summary>D(αr) = α rᵀy − ½α²‖r‖² is largest at rᵀy / ‖r‖²; below 0 the point 0 is better.</summary>
    internal override (double Scale, double Dual) Bound(in LossTerms terms, double scaleMax)
    {
        double free = terms.First > 0 ? terms.Second / terms.First : 0;
        double scale = Math.Max(0, Math.Min(free, scaleMax));
        return (scale, scale * (terms.Second - (0.5 * scale * terms.First)));
    }

    internal override double Dual(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, in LossTerms terms, double scaleMax) =>
        Bound(terms, scaleMax).Dual;
}

/// <summary>
/// Σ log(1 + exp(−y_i v_i)); r_i = y_i a_i with a_i = 1 / (1 + exp(y_i v_i)); D(θ) = Σ H(y_i θ_i), the entropies
/// H(a) = −a log a − (1 − a) log(1 − a), for y_i θ_i in [0, 1].
/// </summary>
internal sealed class LogisticLoss : LinearLoss
{
    public override string ProgramName => "logistic";

    public override bool Classifies => true;

    /// <summary>H″(a) = −1 / (a(1 − a)) ≤ −4.</summary>
    internal override double DualModulus => 4;

    internal override LossTerms Linearize(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, Span<double> residual, Span<double> weights)
    {
        double loss = 0;
        double entropy = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double margin = labels[row] * prediction[row];
            double size = Math.Abs(margin);
            double e = DeterministicMath.Exp(-size);
            double less = e / (1 + e);
            double log = Log1Plus(e);
            loss += margin >= 0 ? log : log + size;
            entropy += log + (e > 0 ? size * less : 0);
            residual[row] = labels[row] * (margin >= 0 ? less : 1 - less);
            weights[row] = less * (1 - less);
        }

        return new LossTerms(loss, entropy, 0);
    }

    internal override double Value(ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction)
    {
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double margin = labels[row] * prediction[row];
            double log = Log1Plus(DeterministicMath.Exp(-Math.Abs(margin)));
            loss += margin >= 0 ? log : log - margin;
        }

        return loss;
    }

    /// <summary>D is concave and 0 at 0, so that D(αr) ≥ αD(r) for α ≤ 1.</summary>
    internal override (double Scale, double Dual) Bound(in LossTerms terms, double scaleMax)
    {
        double scale = Math.Min(1, scaleMax);
        return (scale, scale * terms.First);
    }

    internal override double Dual(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> prediction, in LossTerms terms, double scaleMax)
    {
        double scale = Math.Min(1, scaleMax);
        if (scale == 1)
        {
            return terms.First;
        }

        double entropy = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double a = scale / (1 + DeterministicMath.Exp(labels[row] * prediction[row]));
            entropy -= a > 0 && a < 1
                ? (a * DeterministicMath.Log(a)) + ((1 - a) * Log1Plus(-a))
                : 0;
        }

        return entropy;
    }

    /// <summary>log(1 + x) for x in (−1, 1], without losing the digits that 1 + x loses (Kahan).</summary>
    internal static double Log1Plus(double x)
    {
        double sum = 1 + x;
        double kept = sum - 1;
        return kept == 0 ? x : DeterministicMath.Log(sum) * (x / kept);
    }
}
