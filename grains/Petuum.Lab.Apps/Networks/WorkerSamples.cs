using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Networks;

/// <summary>
/// A worker's samples in one random order, and which of them are its part of a round's minibatch. All of it follows
/// from the round, so that there is no position to save.
/// </summary>
internal sealed class WorkerSamples
{
    private readonly int _count;
    private readonly int _perRound;
    private readonly float[] _features;
    private readonly int[] _labels;

    /// <summary>
    /// Copies the worker's range of the data; the first ones again at the end, where batches go round.
    /// </summary>
    /// <param name="data">All samples, or this worker's.</param>
    /// <param name="worker">Which worker.</param>
    /// <param name="workers">Of how many, at most as many as samples.</param>
    /// <param name="batch">Samples of a round, over all workers.</param>
    /// <param name="seed">The order.</param>
    public WorkerSamples(ClassData data, int worker, int workers, int batch, Seed seed)
    {
        IndexRange mine = data.PartOf(worker, workers);
        _perRound = PerRound(worker, workers, batch);
        (_count, Stride) = (mine.Count, data.Stride);
        int[] order = new int[_count];
        for (int index = 0; index < order.Length; index++)
        {
            order[index] = mine.Start + index;
        }

        seed.Split("order of samples").CreateGenerator().Shuffle<int>(order);
        _features = new float[(long)(_count + _perRound) * Stride];
        _labels = new int[_count + _perRound];
        for (int index = 0; index < _labels.Length; index++)
        {
            int row = order[index % _count];
            data.RowsAt(row, 1).CopyTo(_features.AsSpan(index * Stride));
            _labels[index] = data.Labels[row];
        }
    }

    /// <summary>Values from one sample to the next.</summary>
    public int Stride { get; }

    /// <summary>A worker's part of a minibatch: parts differ by at most one.</summary>
    public static int PerRound(int worker, int workers, int batch) =>
        (int)(((long)batch * (worker + 1) / workers) - ((long)batch * worker / workers));

    /// <summary>The samples of a unit, one after the other.</summary>
    public ReadOnlySpan<float> Batch(in WorkUnit unit, out ReadOnlySpan<int> labels)
    {
        int start = (int)((long)_perRound * unit.Index / unit.Count);
        int end = (int)((long)_perRound * (unit.Index + 1) / unit.Count);
        int first = (int)((((long)unit.Round * _perRound) + start) % _count);
        labels = _labels.AsSpan(first, end - start);
        return _features.AsSpan(first * Stride, (end - start) * Stride);
    }
}
