using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// |x_jᵀx_k| / (‖x_j‖‖x_k‖) over all rows. A product costs the nonzeros of both columns; the latest ones are kept in a
/// table of fixed size, where looking one up costs one work unit. The table is not saved: a scheduler that was restored
/// computes them again.
/// </summary>
internal sealed class ColumnCoupling(LassoData data) : IDependencyOracle
{
    private const int Slots = 1 << 16;
    private readonly long[] _pairs = new long[Slots];
    private readonly double[] _couplings = new double[Slots];

    public double Coupling(int first, int second, ref long work)
    {
        (int low, int high) = first < second ? (first, second) : (second, first);
        long pair = ((long)low << 32) | (uint)(high + 1);
        int slot = (int)(unchecked((ulong)pair * 0x9E3779B97F4A7C15) >> 48);
        work++;
        if (_pairs[slot] != pair)
        {
            (_pairs[slot], _couplings[slot]) = (pair, Compute(low, high, ref work));
        }

        return _couplings[slot];
    }

    private double Compute(int low, int high, ref long work)
    {
        SparseVector left = data.Columns.Column(low);
        SparseVector right = data.Columns.Column(high);
        work += left.Count + right.Count;
        double lengths = Math.Sqrt(data.SquaredNorms[low]) * Math.Sqrt(data.SquaredNorms[high]);
        return lengths > 0 ? Math.Min(1, Math.Abs(ColumnKernels.Dot(left, right, data.Columns.Rows)) / lengths) : 0;
    }
}
