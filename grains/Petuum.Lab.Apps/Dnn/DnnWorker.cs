using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// A worker: reads all layers, and commits for its part of the minibatch v ← μ·v + dL/dW and W ← W − γ·v. The velocity
/// v is its own; as it is linear in the gradients, the workers' velocities add up to that of the whole minibatch.
/// </summary>
internal sealed class DnnWorker : IWorkerProgram
{
    private readonly DnnShape _shape;
    private readonly DnnNetwork _network;
    private readonly DnnSteps _steps;
    private readonly WorkerSamples _samples;
    private readonly float[][] _velocities;
    private readonly bool _waitFree;
    private int _layer;

    public DnnWorker(DnnShape shape, WorkerSamples samples, DnnSteps steps, bool waitFree)
    {
        (_shape, _samples, _steps, _waitFree) = (shape, samples, steps, waitFree);
        _layer = shape.Layers;
        _network = new DnnNetwork(shape);
        _velocities = new float[2 * shape.Layers][];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            _velocities[2 * layer] = new float[_network.WeightGradient(layer).Length];
            _velocities[(2 * layer) + 1] = new float[_network.StrideOf(layer)];
        }
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            reads.AddRange(DnnProgram.WeightsOf(layer), 0, _shape.Inputs(layer));
            reads.Add(DnnProgram.BiasOf(layer), 0);
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        ReadOnlySpan<float> batch = _samples.Batch(unit, out ReadOnlySpan<int> labels);
        if (_layer == _shape.Layers)
        {
            Load(rows);
            Span<float> logits = _network.Forward(batch, _samples.Stride, labels.Length);
            Softmax.Gradient(logits, labels, _shape.Outputs(_shape.Layers - 1), _steps.PerSample);
            output.Report(work: 0, samples: labels.Length);
        }

        do
        {
            _layer--;
            _network.Backward(_layer, batch, _samples.Stride, labels.Length);
            Commit(_layer, unit, output);
            output.Report(_steps.WorkPerSample(_layer) * labels.Length, samples: 0);
        }
        while (_layer > 0 && !_waitFree);
        if (_layer > 0)
        {
            output.SendAndGoOn();
            return;
        }

        _layer = _shape.Layers;
    }

    private void Load(RowView rows)
    {
        int read = 0;
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            int inputs = _shape.Inputs(layer);
            _network.Load(layer, rows.DenseRange<float>(read, inputs), rows.Dense<float>(read + inputs));
            read += inputs + 1;
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        foreach (float[] velocity in _velocities)
        {
            state.WriteSpan<float>(velocity);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _layer = _shape.Layers;
        foreach (float[] velocity in _velocities)
        {
            state.ReadSpan<float>(velocity);
        }
    }

    /// <summary>
    /// A layer's increments, as soon as its gradients are there: of a round's first unit the velocity, of later ones
    /// what they add to it.
    /// </summary>
    private void Commit(int layer, in WorkUnit unit, PushOutput output)
    {
        bool isFirst = unit.Index == 0;
        float momentum = isFirst ? _steps.Momentum : 1;
        float[] velocity = _velocities[2 * layer];
        Advance(velocity, _network.WeightGradient(layer), momentum);
        ReadOnlySpan<float> change = isFirst ? velocity : _network.WeightGradient(layer);
        (int inputs, int outputs, int stride) =
            (_shape.Inputs(layer), _shape.Outputs(layer), _network.StrideOf(layer));
        Span<float> increment = output.IncrementRange<float>(DnnProgram.WeightsOf(layer), 0, inputs);
        float step = _steps.At(layer, unit.Round);
        (int rows, int length) = outputs == stride ? (1, increment.Length) : (inputs, outputs);
        for (int row = 0; row < rows; row++)
        {
            AddScaled(change.Slice(row * stride, length), -step, increment.Slice(row * outputs, length));
        }

        float[] bias = _velocities[(2 * layer) + 1];
        Advance(bias, _network.BiasGradient(layer), momentum);
        change = isFirst ? bias : _network.BiasGradient(layer);
        AddScaled(
            change[..outputs], -_steps.OfBias(unit.Round), output.Increment<float>(DnnProgram.BiasOf(layer), 0));
    }

    private static void Advance(Span<float> velocity, ReadOnlySpan<float> gradient, float momentum)
    {
        Invariant.Require(velocity.Length == gradient.Length, $"{gradient.Length} gradients of {velocity.Length}.");
        Span<Vector256<float>> into = MemoryMarshal.Cast<float, Vector256<float>>(velocity);
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(gradient);
        for (int index = 0; index < into.Length; index++)
        {
            into[index] = Vector256.FusedMultiplyAdd(Vector256.Create(momentum), into[index], from[index]);
        }
    }

    private static void AddScaled(ReadOnlySpan<float> values, float scale, Span<float> sums)
    {
        int whole = values.Length / Vector256<float>.Count;
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Span<Vector256<float>> into = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        for (int index = 0; index < whole; index++)
        {
            into[index] = Vector256.FusedMultiplyAdd(Vector256.Create(scale), from[index], into[index]);
        }

        for (int index = whole * Vector256<float>.Count; index < values.Length; index++)
        {
            sums[index] = MathF.FusedMultiplyAdd(scale, values[index], sums[index]);
        }
    }
}
