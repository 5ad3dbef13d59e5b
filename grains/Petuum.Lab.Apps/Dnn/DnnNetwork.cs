using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// A network with room for a minibatch. Forward, with H_0 the samples: Z_l = H_l·W_l + b_l, H_l+1 = a(Z_l), the last Z
/// are the logits. Backward, with G_l the loss's gradient in Z_l: dW_l = H_lᵀ·G_l, db_l = Σ rows of G_l,
/// G_l−1 = (G_l·W_lᵀ) ∘ a'(Z_l−1). Rows are padded with zeros to whole vectors, the weights' too.
/// </summary>
internal sealed class DnnNetwork
{
    private readonly DnnShape _shape;
    private readonly Layer[] _layers;
    private int _room;

    public DnnNetwork(DnnShape shape)
    {
        _shape = shape;
        _layers = new Layer[shape.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new Layer(shape.Inputs(layer), shape.Outputs(layer), isFirst: layer == 0);
        }
    }

    /// <summary>Takes a layer's weights, a row for each input, and its bias.</summary>
    public void Load(int layer, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Layer own = _layers[layer];
        bias.CopyTo(own.Bias);
        if (own.Stride == own.Outputs)
        {
            weights.CopyTo(own.Weights);
            return;
        }

        for (int row = 0; row < own.Inputs; row++)
        {
            weights.Slice(row * own.Outputs, own.Outputs).CopyTo(own.Weights.AsSpan(row * own.Stride));
        }
    }

    /// <summary>The logits of samples, rows padded to whole vectors.</summary>
    public Span<float> Forward(ReadOnlySpan<float> samples, int stride, int rows)
    {
        MakeRoom(rows);
        ReadOnlySpan<float> inputs = samples;
        for (int index = 0; index < _layers.Length; index++)
        {
            Layer layer = _layers[index];
            Span<float> outputs = layer.Values.AsSpan(0, rows * layer.Stride);
            for (int row = 0; row < rows; row++)
            {
                layer.Bias.CopyTo(outputs[(row * layer.Stride)..]);
            }

            MatrixKernels.Multiply(
                inputs, new Strides(stride, 1), layer.Weights, outputs, rows, layer.Stride, layer.Inputs, adds: true);
            if (index < _layers.Length - 1)
            {
                DnnActivations.Apply(_shape.Activation, outputs);
            }

            inputs = outputs;
            stride = layer.Stride;
        }

        return _layers[^1].Values.AsSpan(0, rows * stride);
    }

    /// <summary>
    /// From the gradient in the logits, which replaces what <see cref="Forward"/> gave, the one in all weights: told
    /// layer by layer, the last one first, as soon as each is there.
    /// </summary>
    /// <param name="samples">As they were given to <see cref="Forward"/>.</param>
    /// <param name="stride">The same.</param>
    /// <param name="rows">The same.</param>
    /// <param name="ready">Is told a layer whose <see cref="WeightGradient"/> and <see cref="BiasGradient"/> are
    /// there.</param>
    public void Backward(ReadOnlySpan<float> samples, int stride, int rows, Action<int> ready)
    {
        for (int index = _layers.Length - 1; index >= 0; index--)
        {
            Layer layer = _layers[index];
            Span<float> gradient = layer.Values.AsSpan(0, rows * layer.Stride);
            Layer? below = index > 0 ? _layers[index - 1] : null;
            ReadOnlySpan<float> inputs = below is null ? samples : below.Values;
            int inputStride = below?.Stride ?? stride;
            MatrixKernels.Multiply(
                inputs, new Strides(1, inputStride), gradient, layer.WeightGradient, layer.Inputs, layer.Stride, rows,
                adds: false);
            layer.BiasGradient.AsSpan().Clear();
            MatrixKernels.AddRows(gradient, rows, layer.BiasGradient);
            ready(index);
            if (below is not null)
            {
                layer.BackTo(below, gradient, rows, _shape.Activation);
            }
        }
    }

    /// <summary>dW of a layer, rows of <see cref="StrideOf"/> values.</summary>
    public ReadOnlySpan<float> WeightGradient(int layer) => _layers[layer].WeightGradient;

    /// <summary>db of a layer.</summary>
    public ReadOnlySpan<float> BiasGradient(int layer) => _layers[layer].BiasGradient;

    /// <summary>Values from one row of a layer's weights to the next.</summary>
    public int StrideOf(int layer) => _layers[layer].Stride;

    private void MakeRoom(int rows)
    {
        if (rows > _room)
        {
            _room = rows;
            foreach (Layer layer in _layers)
            {
                layer.Values = new float[rows * layer.Stride];
            }
        }
    }

    /// <summary>A layer's weights, gradients, and values of a minibatch.</summary>
    private sealed class Layer(int inputs, int outputs, bool isFirst)
    {
        private readonly float[] _transposed = isFirst ? [] : new float[outputs * MatrixKernels.Padded(inputs)];
        private float[] _back = [];

        public int Inputs => inputs;

        public int Outputs => outputs;

        public int Stride { get; } = MatrixKernels.Padded(outputs);

        public float[] Weights { get; } = new float[inputs * MatrixKernels.Padded(outputs)];

        public float[] Bias { get; } = new float[MatrixKernels.Padded(outputs)];

        public float[] WeightGradient { get; } = new float[inputs * MatrixKernels.Padded(outputs)];

        public float[] BiasGradient { get; } = new float[MatrixKernels.Padded(outputs)];

        /// <summary>Activations after the way forward, gradients in sums on the way back.</summary>
        public float[] Values { get; set; } = [];

        /// <summary>Replaces the activations of the layer below by the gradients in its sums.</summary>
        public void BackTo(Layer below, ReadOnlySpan<float> gradient, int rows, Activation activation)
        {
            int length = rows * below.Stride;
            _back = _back.Length < length ? new float[length] : _back;
            Span<float> back = _back.AsSpan(0, length);
            MatrixKernels.Transpose(Weights, inputs, outputs, Stride, _transposed);
            MatrixKernels.Multiply(
                gradient, new Strides(Stride, 1), _transposed, back, rows, below.Stride, outputs, adds: false);
            DnnActivations.Backward(activation, below.Values.AsSpan(0, length), back);
            back.CopyTo(below.Values);
        }
    }
}
