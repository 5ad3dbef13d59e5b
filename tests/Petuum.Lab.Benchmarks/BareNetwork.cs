using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// A network of ReLUs, or softmax regression, as one would write it plainly: weights in arrays, a sample at a time
/// through the layers, every product a loop over vectors of 8 with fused multiply-adds, gradients summed over the
/// minibatch, one update. No blocks, no platform.
/// </summary>
internal sealed class BareNetwork
{
    private const float Step = 0.001f;
    private readonly ClassData _data;
    private readonly int _batch;
    private readonly int[] _units;
    private readonly float[][] _weights;
    private readonly float[][] _gradients;
    private readonly float[][] _values;
    private readonly float[][] _slopes;

    public BareNetwork(ClassData data, int[] hidden, int batch)
    {
        (_data, _batch) = (data, batch);
        _units = [data.Features, .. hidden, MatrixKernels.Padded(data.Classes.Length)];
        _weights = [.. Enumerable.Range(0, Layers).Select(Fresh)];
        _gradients = [.. Enumerable.Range(0, Layers).Select(l => new float[_units[l] * _units[l + 1]])];
        _values = [.. Enumerable.Range(0, Layers).Select(l => new float[_units[l + 1]])];
        _slopes = [.. Enumerable.Range(0, Layers).Select(l => new float[_units[l + 1]])];
    }

    private int Layers => _units.Length - 1;

    /// <summary>Passes over the data.</summary>
    public void Run(int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int first = 0; first + _batch <= _data.Rows; first += _batch)
            {
                for (int row = first; row < first + _batch; row++)
                {
                    Learn(_data.RowsAt(row, 1)[.._units[0]], _data.Labels[row]);
                }

                for (int layer = 0; layer < Layers; layer++)
                {
                    AddScaled(_gradients[layer], -Step, _weights[layer]);
                    _gradients[layer].AsSpan().Clear();
                }
            }
        }
    }

    private void Learn(ReadOnlySpan<float> sample, int label)
    {
        ReadOnlySpan<float> inputs = sample;
        for (int layer = 0; layer < Layers; layer++)
        {
            float[] sums = _values[layer];
            sums.AsSpan().Clear();
            for (int input = 0; input < inputs.Length; input++)
            {
                AddScaled(Row(_weights[layer], layer, input), inputs[input], sums);
            }

            if (layer < Layers - 1)
            {
                foreach (ref float sum in sums.AsSpan())
                {
                    sum = sum > 0 ? sum : 0;
                }
            }

            inputs = sums;
        }

        float[] last = _values[^1];
        Softmax.Probabilities(last, rows: 1, _data.Classes.Length);
        last.CopyTo(_slopes[^1], 0);
        _slopes[^1][label] -= 1;
        for (int layer = Layers - 1; layer >= 0; layer--)
        {
            ReadOnlySpan<float> below = layer > 0 ? _values[layer - 1] : sample;
            for (int input = 0; input < below.Length; input++)
            {
                AddScaled(_slopes[layer], below[input], Row(_gradients[layer], layer, input));
            }

            for (int input = 0; layer > 0 && input < below.Length; input++)
            {
                _slopes[layer - 1][input] = below[input] > 0
                    ? Kernels.Dot<float>(Row(_weights[layer], layer, input), _slopes[layer])
                    : 0;
            }
        }
    }

    private Span<float> Row(float[] matrix, int layer, int row) =>
        matrix.AsSpan(row * _units[layer + 1], _units[layer + 1]);

    /// <summary>sums + scale · values, of lengths that are multiples of 8.</summary>
    internal static void AddScaled(ReadOnlySpan<float> values, float scale, Span<float> sums)
    {
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Span<Vector256<float>> into = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        for (int index = 0; index < from.Length; index++)
        {
            into[index] = Vector256.FusedMultiplyAdd(Vector256.Create(scale), from[index], into[index]);
        }
    }

    private float[] Fresh(int layer)
    {
        Pcg32 chance = new Seed((ulong)layer).CreateGenerator();
        return Array.ConvertAll(
            new float[_units[layer] * _units[layer + 1]], _ => (float)chance.NextDouble(-0.05, 0.05));
    }
}
