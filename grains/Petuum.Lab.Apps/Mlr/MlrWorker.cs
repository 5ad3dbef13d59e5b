using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// A worker of the matrix form: reads all weights, and commits the sum over its part of the minibatch. It has no state
/// of its own: what it works on follows from the round.
/// </summary>
internal sealed class MlrWorker(MlrGradient gradient, WorkerSamples samples, MlrSteps steps, int classes, int features)
    : IWorkerProgram
{
    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.AddRange(MlrProgram.WeightTable, 0, classes);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        gradient.Load(rows.DenseRange<float>(0, classes));
        ReadOnlySpan<float> batch = samples.Batch(unit, out ReadOnlySpan<int> labels);
        ReadOnlySpan<float> factors = gradient.Factors(batch, samples.Stride, labels, steps.ScaleAt(unit.Round));
        gradient.AddProduct(
            factors, batch, samples.Stride, output.IncrementRange<float>(MlrProgram.WeightTable, 0, classes));
        output.Report(work: 2L * labels.Length * classes * features, samples: labels.Length);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }
}
