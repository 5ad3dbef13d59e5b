namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// A network with room for a minibatch. Forward, with H_0 the samples: Z_l = H_l·W_l + b_l, H_l+1 = a(Z_l), the last Z
/// are the logits. Backward, with G_l the loss's gradient in Z_l: dW_l = H_lᵀ·G_l, db_l = Σ rows of G_l,
/// G_l−1 = (G_l·W_lᵀ) ∘ a'(Z_l−1). Convolutions do so with patches for rows of H.
/// </summary>
internal sealed class DnnNetwork
{
    private readonly DnnShape _shape;
    private readonly DnnLayer[] _layers;
    private float[] _back = [];
    private int _room;

    public DnnNetwork(DnnShape shape)
    {
        _shape = shape;
        _layers = new DnnLayer[shape.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = layer < shape.Convolutions
                ? new DnnConvolutionLayer(shape.Convolution(layer).From, shape.Convolution(layer).By)
                : new DnnDenseLayer(shape.Inputs(layer), shape.Outputs(layer));
        }
    }

    /// <summary>Takes a layer's weights, a row for each input, and its bias.</summary>
    public void Load(int layer, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        DnnLayer own = _layers[layer];
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
            DnnLayer layer = _layers[index];
            layer.Forward(inputs, stride, rows, index < _layers.Length - 1 ? _shape.Activation : null);
            inputs = layer.Values;
            stride = layer.ValueStride;
        }

        return _layers[^1].Values.AsSpan(0, rows * stride);
    }

    /// <summary>
    /// <see cref="WeightGradient"/> and <see cref="BiasGradient"/> of a layer, from the gradient in its sums: in the
    /// logits, which replaces what <see cref="Forward"/> gave, then in the sums of one layer after the other, the last
    /// one first.
    /// </summary>
    /// <param name="layer">The last one, or the one below that of the call before.</param>
    /// <param name="samples">As they were given to <see cref="Forward"/>.</param>
    /// <param name="stride">The same.</param>
    /// <param name="rows">The same.</param>
    public void Backward(int layer, ReadOnlySpan<float> samples, int stride, int rows)
    {
        DnnLayer own = _layers[layer];
        if (layer < _layers.Length - 1)
        {
            int length = rows * own.ValueStride;
            _back = _back.Length < length ? new float[length] : _back;
            Span<float> back = _back.AsSpan(0, length);
            _layers[layer + 1].FindBack(rows, back, own.ValueStride);
            DnnActivations.Backward(_shape.Activation, own.Values.AsSpan(0, length), back);
            back.CopyTo(own.Values);
        }

        DnnLayer? below = layer > 0 ? _layers[layer - 1] : null;
        own.FindGradients(below is null ? samples : below.Values, below?.ValueStride ?? stride, rows);
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
            foreach (DnnLayer layer in _layers)
            {
                layer.MakeRoom(rows);
            }
        }
    }
}
