using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// Softmax regression on a minibatch. Weights W are classes × (features + 1), the bias last. With p = softmax(W·x̃):
/// g_i = −γ/B · (p − e_label), and W's change is Σ_i g_i·x̃_iᵀ (PAPERS B).
/// </summary>
internal sealed class MlrGradient(int classes, int features)
{
    private readonly int _padded = MatrixKernels.Padded(classes);
    private readonly float[] _transposed = new float[MatrixKernels.Padded(classes) * features];
    private readonly float[] _bias = new float[MatrixKernels.Padded(classes)];
    private readonly float[] _change = new float[classes * MatrixKernels.Padded(features)];
    private float[] _factors = [];

    /// <summary>Values from one sample's g to the next.</summary>
    public int FactorStride => _padded;

    /// <summary>Takes the weights, rows of features + 1 values one after the other.</summary>
    public void Load(ReadOnlySpan<float> weights)
    {
        MatrixKernels.Transpose(weights, classes, features, features + 1, _transposed);
        for (int row = 0; row < classes; row++)
        {
            _bias[row] = weights[(row * (features + 1)) + features];
        }
    }

    /// <summary>W·x̃ of rows.</summary>
    public void Logits(ReadOnlySpan<float> samples, int stride, int rows, Span<float> logits)
    {
        for (int row = 0; row < rows; row++)
        {
            _bias.CopyTo(logits[(row * _padded)..]);
        }

        MatrixKernels.Multiply(
            samples, new Strides(stride, 1), _transposed, logits, rows, _padded, features, adds: true);
    }

    /// <summary>g of every sample of a minibatch, rows padded with zeros.</summary>
    /// <param name="samples">Their features.</param>
    /// <param name="stride">Values from one to the next.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="scale">−γ/B.</param>
    public ReadOnlySpan<float> Factors(ReadOnlySpan<float> samples, int stride, ReadOnlySpan<int> labels, float scale)
    {
        int length = labels.Length * _padded;
        _factors = _factors.Length < length ? new float[length] : _factors;
        Span<float> factors = _factors.AsSpan(0, length);
        Logits(samples, stride, labels.Length, factors);
        Softmax.Gradient(factors, labels, classes, scale);
        return factors;
    }

    /// <summary>Adds Σ_i g_i·x̃_iᵀ to rows of features + 1 values.</summary>
    public void AddProduct(ReadOnlySpan<float> factors, ReadOnlySpan<float> samples, int stride, Span<float> weights)
    {
        int rows = factors.Length / _padded;
        MatrixKernels.Multiply(
            factors, new Strides(1, _padded), samples, _change, classes, stride, rows, adds: false);
        for (int row = 0; row < classes; row++)
        {
            Span<float> target = weights.Slice(row * (features + 1), features + 1);
            ReadOnlySpan<float> change = _change.AsSpan(row * stride, features);
            for (int column = 0; column < change.Length; column++)
            {
                target[column] += change[column];
            }

            float bias = 0;
            for (int sample = 0; sample < rows; sample++)
            {
                bias += factors[(sample * _padded) + row];
            }

            target[features] += bias;
        }
    }
}
