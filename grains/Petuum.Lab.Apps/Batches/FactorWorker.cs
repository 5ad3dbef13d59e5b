using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>
/// A worker of a factorisation X ≈ LR: it keeps the codes of its rows. For a batch it improves their codes, and then
/// takes a gradient step on the atoms it has read, R_j ← R_j − (R_jA − b_j) / D for every feature j, where A = Σ lᵀl
/// and b_j = Σ x_j l over the batch, and D_k, the sum of row k of |A|, is large enough that the step cannot overshoot.
/// D is shared by all workers in a table: else each would follow a gradient of its own scale, and they would agree on
/// the wrong place.
/// </summary>
internal sealed class FactorWorker : IWorkerProgram
{
    /// <summary>The share of the shared curvature that a clock replaces.</summary>
    private const double Renewal = 0.5;

    private readonly SparseMatrix _rows;
    private readonly FactorRule _rule;
    private readonly FactorStep _step;
    private readonly IndexRange _mine;
    private readonly BatchOrder _order;
    private readonly FactorCodes _solver;
    private readonly double[] _codes;
    private readonly double[] _products;
    private readonly double[] _images;

    public FactorWorker(SparseMatrix rows, FactorRule rule, FactorStep step, IndexRange mine, Seed seed)
    {
        (_rows, _rule, _step, _mine) = (rows, rule, step, mine);
        _order = new BatchOrder(mine, step.Share, seed);
        _solver = new FactorCodes(rule);
        _codes = new double[mine.Count * rule.Rank];
        _products = new double[rule.Rank * rule.Rank];
        _images = new double[rows.Columns * rule.Rank];
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        reads.Add(FactorProgram.CurvatureTable, 0);
        reads.AddRange(FactorProgram.AtomTable, 0, _rows.Columns);
    }

    /// <inheritdoc/>
    public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView view, PushOutput output)
    {
        int batch = _order.CountOf(unit);
        ReadOnlySpan<double> atoms = view.DenseRange<double>(1, _rows.Columns);
        ReadOnlySpan<double> curvature = view.Dense<double>(0);
        _solver.Load(atoms);
        Array.Clear(_products);
        Array.Clear(_images);
        long work = (long)atoms.Length * _rule.Rank;
        for (int n = 0; n < batch; n++)
        {
            SparseVector row = _rows.Row(_order[n]);
            Span<double> code = _codes.AsSpan((_order[n] - _mine.Start) * _rule.Rank, _rule.Rank);
            int passes = _solver.Solve(row, code, _step.Passes);
            for (int atom = 0; atom < code.Length; atom++)
            {
                RowProducts.AddScaled(code, code[atom], _products.AsSpan(atom * _rule.Rank, _rule.Rank));
            }

            RowProducts.AddOuter(row.Indices, row.Values, code, _images);
            work += (2L * row.Count * _rule.Rank) + ((passes + 1L) * _rule.Rank * _rule.Rank);
        }

        double decay = _step.Share < 1 ? 1 / Math.Sqrt(1 + _order.Epoch) : 1;
        StepAtoms(atoms, curvature, decay, output);
        RenewCurvature(curvature, output.Increment<double>(FactorProgram.CurvatureTable, 0));
        output.Report(work, samples: batch);
        _order.Advance(batch);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        _order.Save(state);
        state.WriteSpan<double>(_codes);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _order.Load(state);
        state.ReadSpan<double>(_codes);
    }

    /// <summary>
    /// −gradient / D, and this worker's share of the way back to the ball where atoms have left it. In the first clock
    /// D is not known yet: only codes are learnt.
    /// </summary>
    private void StepAtoms(
        ReadOnlySpan<double> atoms, ReadOnlySpan<double> curvature, double decay, PushOutput output)
    {
        int rank = _rule.Rank;
        Span<double> scales = new double[rank];
        for (int atom = 0; atom < rank && curvature[rank] > 0; atom++)
        {
            double bound = curvature[atom] / curvature[rank] * _step.Workers;
            scales[atom] = bound > 0 ? decay / (bound * _step.Damping) : 0;
        }

        Span<double> increments = output.IncrementRange<double>(FactorProgram.AtomTable, 0, _rows.Columns);
        ReadOnlySpan<double> projected = _solver.Atoms;
        Span<double> fitted = new double[rank];
        for (int start = 0; start < atoms.Length; start += rank)
        {
            fitted.Clear();
            ReadOnlySpan<double> feature = projected.Slice(start, rank);
            for (int atom = 0; atom < rank; atom++)
            {
                if (feature[atom] != 0)
                {
                    RowProducts.AddScaled(_products.AsSpan(atom * rank, rank), feature[atom], fitted);
                }
            }

            for (int atom = 0; atom < rank; atom++)
            {
                increments[start + atom] += ((_images[start + atom] - fitted[atom]) * scales[atom])
                    + ((feature[atom] - atoms[start + atom]) / _step.Workers);
            }
        }
    }

    /// <summary>
    /// A running mean of the workers' D in the first K columns, and of 1 in the last: their quotient is unbiased from
    /// the first clock on.
    /// </summary>
    private void RenewCurvature(ReadOnlySpan<double> curvature, Span<double> increment)
    {
        int rank = _rule.Rank;
        double share = Renewal / (_step.Workers * _step.Damping);
        for (int atom = 0; atom < rank; atom++)
        {
            double sum = 0;
            foreach (double value in _products.AsSpan(atom * rank, rank))
            {
                sum += Math.Abs(value);
            }

            increment[atom] += share * (sum - curvature[atom]);
        }

        increment[rank] += share * (1 - curvature[rank]);
    }
}

/// <summary>How a worker steps.</summary>
/// <param name="Share">Share of its rows in a clock.</param>
/// <param name="Passes">Passes over a row's code in a clock, at most.</param>
/// <param name="Workers">P: their steps add up.</param>
/// <param name="Damping">What steps are divided by, at least 1: 1 + s, as steps of so many rounds may overlap.</param>
internal readonly record struct FactorStep(double Share, int Passes, int Workers, double Damping);
