using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// A layer's weights, their gradients, and what it made of a minibatch. Rows are padded with zeros to whole vectors.
/// </summary>
internal abstract class DnnLayer(int inputs, int outputs)
{
    /// <summary>Rows of weights.</summary>
    public int Inputs => inputs;

    /// <summary>Columns of weights.</summary>
    public int Outputs => outputs;

    /// <summary>Values from one row of weights to the next.</summary>
    public int Stride { get; } = MatrixKernels.Padded(outputs);

    public float[] Weights { get; } = new float[inputs * MatrixKernels.Padded(outputs)];

    public float[] Bias { get; } = new float[MatrixKernels.Padded(outputs)];

    public float[] WeightGradient { get; } = new float[inputs * MatrixKernels.Padded(outputs)];

    public float[] BiasGradient { get; } = new float[MatrixKernels.Padded(outputs)];

    /// <summary>Values from one sample that the layer makes to the next.</summary>
    public abstract int ValueStride { get; }

    /// <summary>What it made, activated; on the way back, the loss's gradient in the sums behind it.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Room for a minibatch.</summary>
    public virtual void MakeRoom(int rows) => Values = new float[rows * ValueStride];

    /// <summary>Fills <see cref="Values"/>; the activation is null for the last layer.</summary>
    public abstract void Forward(ReadOnlySpan<float> samples, int stride, int rows, Activation? activation);

    /// <summary>Fills the gradients in weights and bias.</summary>
    public abstract void FindGradients(ReadOnlySpan<float> samples, int stride, int rows);

    /// <summary>Fills the gradient in the samples; after <see cref="FindGradients"/>.</summary>
    public abstract void FindBack(int rows, Span<float> back, int stride);
}

/// <summary>Every output from every input: Z = H·W + b.</summary>
internal sealed class DnnDenseLayer(int inputs, int outputs) : DnnLayer(inputs, outputs)
{
    private float[] _transposed = [];

    /// <inheritdoc/>
    public override int ValueStride => Stride;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> samples, int stride, int rows, Activation? activation)
    {
        Span<float> values = Values.AsSpan(0, rows * Stride);
        for (int row = 0; row < rows; row++)
        {
            Bias.CopyTo(values[(row * Stride)..]);
        }

        MatrixKernels.Multiply(samples, new Strides(stride, 1), Weights, values, rows, Stride, Inputs, adds: true);
        if (activation is { } function)
        {
            DnnActivations.Apply(function, values);
        }
    }

    /// <inheritdoc/>
    public override void FindGradients(ReadOnlySpan<float> samples, int stride, int rows)
    {
        ReadOnlySpan<float> gradient = Values.AsSpan(0, rows * Stride);
        MatrixKernels.Multiply(
            samples, new Strides(1, stride), gradient, WeightGradient, Inputs, Stride, rows, adds: false);
        BiasGradient.AsSpan().Clear();
        MatrixKernels.AddRows(gradient, rows, BiasGradient);
    }

    /// <inheritdoc/>
    public override void FindBack(int rows, Span<float> back, int stride)
    {
        _transposed = _transposed.Length == 0 ? new float[Outputs * stride] : _transposed;
        MatrixKernels.Transpose(Weights, Inputs, Outputs, Stride, _transposed);
        MatrixKernels.Multiply(
            Values, new Strides(Stride, 1), _transposed, back, rows, stride, Outputs, adds: false);
    }
}
