using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// A worker: its own ranges of similar and of dissimilar pairs, a share of both each clock. It adds up the gradient
/// ([K] eq. 7), averages it over the pairs of its batch and over the workers, and takes an AdaGrad step for each
/// feature.
/// </summary>
internal sealed class DmlWorker : IWorkerProgram
{
    private readonly PairData _data;
    private readonly DmlOptions _options;
    private readonly int _workers;
    private readonly double _step;
    private readonly BatchOrder _similar;
    private readonly BatchOrder _dissimilar;
    private readonly Difference _difference = new();
    private readonly double[] _mapped;
    private readonly double[] _gradient;

    /// <summary>A worker that starts with columns of L of length <paramref name="length"/>.</summary>
    public DmlWorker(PairData data, DmlOptions options, WorkerId worker, int workers, double length, Seed seed)
    {
        (_data, _options, _workers, _step) = (data, options, workers, options.Step * length);
        DataPart part = new(worker.Index, workers);
        _similar = new BatchOrder(
            Partition.ByCount(data.Similar.Count, part), options.Share, seed.Split("similar pairs"));
        _dissimilar = new BatchOrder(
            Partition.ByCount(data.Dissimilar.Count, part), options.Share, seed.Split("dissimilar pairs"));
        _mapped = new double[options.Rank];
        _gradient = new double[data.Rows.Columns * options.Rank];
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads) =>
        reads.AddRange(DmlProgram.MetricTable, 0, _data.Rows.Columns);

    /// <inheritdoc/>
    public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        (int similar, int dissimilar) = (_similar.CountOf(unit), _dissimilar.CountOf(unit));
        int features = _data.Rows.Columns;
        ReadOnlySpan<double> metric = rows.DenseRange<double>(0, features);
        Array.Clear(_gradient);
        long work = 0;
        for (int n = 0; n < similar; n++)
        {
            work += Add(metric, _data.Similar, _similar[n], isSimilar: true);
        }

        for (int n = 0; n < dissimilar; n++)
        {
            work += Add(metric, _data.Dissimilar, _dissimilar[n], isSimilar: false);
        }

        if (similar + dissimilar > 0)
        {
            Step(
                metric,
                1.0 / ((double)(similar + dissimilar) * _workers),
                output.IncrementRange<double>(DmlProgram.MetricTable, 0, features));
        }

        output.Report(work * _options.Rank, samples: similar + dissimilar);
        _similar.Advance(similar);
        _dissimilar.Advance(dissimilar);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        _similar.Save(state);
        _dissimilar.Save(state);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _similar.Load(state);
        _dissimilar.Load(state);
    }

    /// <summary>
    /// Adds 2L(x−y)(x−y)ᵀ of a similar pair, −2λL(a−b)(a−b)ᵀ·I(‖L(a−b)‖² ≤ 1) of a dissimilar one.
    /// </summary>
    private int Add(ReadOnlySpan<double> metric, RowPairs pairs, int pair, bool isSimilar)
    {
        _difference.Set(_data.Rows.Row(pairs.First[pair]), _data.Rows.Row(pairs.Second[pair]));
        double distance = _difference.Map(metric, _options.Rank + 1, _mapped);
        if (isSimilar || distance <= 1)
        {
            double factor = isSimilar ? 2 : -2 * _options.Lambda;
            foreach (ref double value in _mapped.AsSpan())
            {
                value *= factor;
            }

            RowProducts.AddOuter(_difference.Indices, _difference.Values, _mapped, _gradient);
        }

        return _difference.Indices.Length;
    }

    /// <summary>For each feature: G + ‖g‖² first, then −η·g/√G.</summary>
    private void Step(ReadOnlySpan<double> metric, double average, Span<double> increments)
    {
        int rank = _options.Rank;
        for (int feature = 0; feature < _gradient.Length / rank; feature++)
        {
            ReadOnlySpan<double> gradient = _gradient.AsSpan(feature * rank, rank);
            Span<double> increment = increments.Slice(feature * (rank + 1), rank + 1);
            double squares = average * average * Kernels.Dot(gradient, gradient);
            if (squares > 0)
            {
                double sum = metric[(feature * (rank + 1)) + rank] + squares;
                RowProducts.AddScaled(gradient, -_step * average / Math.Sqrt(sum), increment[..rank]);
                increment[rank] += squares;
            }
        }
    }
}
