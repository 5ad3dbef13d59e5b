using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>What codes are, and what atoms may be.</summary>
/// <param name="Rank">K, the number of atoms.</param>
/// <param name="Lambda">λ ≥ 0, the weight of ‖code‖₁.</param>
/// <param name="IsNonNegative">Whether codes and atoms are at least 0.</param>
/// <param name="Radius">The largest norm of an atom; null if any will do.</param>
internal sealed record FactorRule(int Rank, double Lambda, bool IsNonNegative, double? Radius);

/// <summary>
/// Rows as combinations of K atoms: min over the code l of ‖x − lR‖² + λ‖l‖₁ for fixed atoms R, by coordinate after
/// coordinate, each of them a proximal gradient step of the length that is exact for it. Atoms are stored feature by
/// feature: R_j has the K values of feature j. Not for several threads at once.
/// </summary>
internal sealed class FactorCodes(FactorRule rule)
{
    private readonly double[] _correlations = new double[rule.Rank];
    private double[] _atoms = [];

    /// <summary>RRᵀ, K × K.</summary>
    public double[] Gram { get; } = new double[rule.Rank * rule.Rank];

    /// <summary>R as it is used: projected on the ball where atoms are bounded.</summary>
    public ReadOnlySpan<double> Atoms => _atoms;

    /// <summary>Takes atoms over.</summary>
    public void Load(ReadOnlySpan<double> atoms)
    {
        if (_atoms.Length != atoms.Length)
        {
            _atoms = new double[atoms.Length];
        }

        atoms.CopyTo(_atoms);
        Array.Clear(Gram);
        AddGram();
        if (rule.Radius is not { } radius)
        {
            return;
        }

        bool isOutside = false;
        Span<double> scales = new double[rule.Rank];
        for (int atom = 0; atom < rule.Rank; atom++)
        {
            double norm = Math.Sqrt(Gram[(atom * rule.Rank) + atom]);
            scales[atom] = norm > radius ? radius / norm : 1;
            isOutside |= norm > radius;
        }

        if (isOutside)
        {
            for (int place = 0; place < _atoms.Length; place++)
            {
                _atoms[place] *= scales[place % rule.Rank];
            }

            Array.Clear(Gram);
            AddGram();
        }
    }

    /// <summary>Goes over a code so many times, until nothing moves; returns the passes.</summary>
    public int Solve(SparseVector row, Span<double> code, int passesMax)
    {
        RowProducts.Multiply(row, _atoms, _correlations);
        for (int pass = 0; pass < passesMax; pass++)
        {
            double moved = 0;
            double size = 0;
            for (int atom = 0; atom < code.Length; atom++)
            {
                ReadOnlySpan<double> products = Gram.AsSpan(atom * code.Length, code.Length);
                double curvature = products[atom];
                if (curvature > 0)
                {
                    double before = code[atom];
                    double value = before + ((_correlations[atom] - Kernels.Dot(products, code)) / curvature);
                    code[atom] = Shrink(value, 0.5 * rule.Lambda / curvature);
                    moved = Math.Max(moved, Math.Abs(code[atom] - before));
                    size = Math.Max(size, Math.Abs(code[atom]));
                }
            }

            if (moved <= 1e-9 * size)
            {
                return pass + 1;
            }
        }

        return passesMax;
    }

    /// <summary>‖x − lR‖², at least 0, of the code that <see cref="Solve"/> was asked about last.</summary>
    public double SquaredError(SparseVector row, ReadOnlySpan<double> code)
    {
        double error = RowProducts.SquaredNorm(row) - (2 * Kernels.Dot(_correlations, code));
        for (int atom = 0; atom < code.Length; atom++)
        {
            error += code[atom] * Kernels.Dot(Gram.AsSpan(atom * code.Length, code.Length), code);
        }

        return Math.Max(0, error);
    }

    private double Shrink(double value, double threshold) =>
        value > threshold ? value - threshold
        : rule.IsNonNegative || value >= -threshold ? 0
        : value + threshold;

    private void AddGram()
    {
        int rank = rule.Rank;
        for (int start = 0; start < _atoms.Length; start += rank)
        {
            ReadOnlySpan<double> feature = _atoms.AsSpan(start, rank);
            for (int atom = 0; atom < rank; atom++)
            {
                if (feature[atom] != 0)
                {
                    RowProducts.AddScaled(feature, feature[atom], Gram.AsSpan(atom * rank, rank));
                }
            }
        }
    }
}
