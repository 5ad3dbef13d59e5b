using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// Filters over every place where they fit: the values under a filter are a row of patches, Z = patches·W + b for a
/// sample, and of every window of places and every filter the largest activation is kept, the first one of several. As
/// activations do not fall where sums rise, the slope is the kept one's; no other place has a gradient.
/// </summary>
internal sealed class DnnConvolutionLayer : DnnLayer
{
    private readonly DnnImage _from;
    private readonly DnnConvolution _by;
    private readonly int _height;
    private readonly int _width;
    private readonly int _patch;
    private readonly float[] _patches;
    private readonly float[] _maps;
    private readonly float[] _transposed;
    private int[] _kept = [];

    public DnnConvolutionLayer(DnnImage from, DnnConvolution by)
        : base(by.Size * by.Size * from.Channels, by.Filters)
    {
        (_from, _by) = (from, by);
        (_height, _width) = (from.Height - by.Size + 1, from.Width - by.Size + 1);
        _patch = MatrixKernels.Padded(Inputs);
        _patches = new float[_height * _width * _patch];
        _maps = new float[_height * _width * Stride];
        _transposed = new float[Outputs * _patch];
        ValueStride = MatrixKernels.Padded(_height / by.Pool * (_width / by.Pool) * by.Filters);
    }

    /// <inheritdoc/>
    public override int ValueStride { get; }

    private int Places => _height * _width;

    /// <inheritdoc/>
    public override void MakeRoom(int rows)
    {
        base.MakeRoom(rows);
        _kept = new int[rows * ValueStride];
    }

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> samples, int stride, int rows, Activation? activation)
    {
        for (int row = 0; row < rows; row++)
        {
            Unfold(samples.Slice(row * stride, _from.Values));
            for (int place = 0; place < Places; place++)
            {
                Bias.CopyTo(_maps, place * Stride);
            }

            MatrixKernels.Multiply(
                _patches, new Strides(_patch, 1), Weights, _maps, Places, Stride, Inputs, adds: true);
            if (activation is { } function)
            {
                DnnActivations.Apply(function, _maps);
            }

            Pool(Values.AsSpan(row * ValueStride, ValueStride), _kept.AsSpan(row * ValueStride, ValueStride));
        }
    }

    /// <inheritdoc/>
    public override void FindGradients(ReadOnlySpan<float> samples, int stride, int rows)
    {
        WeightGradient.AsSpan().Clear();
        BiasGradient.AsSpan().Clear();
        for (int row = 0; row < rows; row++)
        {
            Unfold(samples.Slice(row * stride, _from.Values));
            Unpool(row);
            MatrixKernels.Multiply(
                _patches, new Strides(1, _patch), _maps, WeightGradient, Inputs, Stride, Places, adds: true);
            MatrixKernels.AddRows(_maps, Places, BiasGradient);
        }
    }

    /// <inheritdoc/>
    public override void FindBack(int rows, Span<float> back, int stride)
    {
        MatrixKernels.Transpose(Weights, Inputs, Outputs, Stride, _transposed);
        back[..(rows * stride)].Clear();
        for (int row = 0; row < rows; row++)
        {
            Unpool(row);
            MatrixKernels.Multiply(
                _maps, new Strides(Stride, 1), _transposed, _patches, Places, _patch, Outputs, adds: false);
            Fold(back.Slice(row * stride, _from.Values));
        }
    }

    /// <summary>The values under the filter at every place; a filter's row is consecutive in a sample.</summary>
    private void Unfold(ReadOnlySpan<float> sample)
    {
        int length = _by.Size * _from.Channels;
        for (int place = 0; place < Places; place++)
        {
            (int y, int x) = Math.DivRem(place, _width);
            for (int line = 0; line < _by.Size; line++)
            {
                sample.Slice((((y + line) * _from.Width) + x) * _from.Channels, length)
                    .CopyTo(_patches.AsSpan((place * _patch) + (line * length)));
            }
        }
    }

    /// <summary>Adds patches to the values that they were made of.</summary>
    private void Fold(Span<float> sample)
    {
        int length = _by.Size * _from.Channels;
        for (int place = 0; place < Places; place++)
        {
            (int y, int x) = Math.DivRem(place, _width);
            for (int line = 0; line < _by.Size; line++)
            {
                Span<float> target = sample.Slice((((y + line) * _from.Width) + x) * _from.Channels, length);
                ReadOnlySpan<float> values = _patches.AsSpan((place * _patch) + (line * length), length);
                for (int index = 0; index < length; index++)
                {
                    target[index] += values[index];
                }
            }
        }
    }

    private void Pool(Span<float> values, Span<int> kept)
    {
        int at = 0;
        for (int top = 0; top + _by.Pool <= _height; top += _by.Pool)
        {
            for (int left = 0; left + _by.Pool <= _width; left += _by.Pool)
            {
                for (int filter = 0; filter < Outputs; filter++)
                {
                    (values[at], kept[at]) = Largest(top, left, filter);
                    at++;
                }
            }
        }
    }

    private (float Value, int Place) Largest(int top, int left, int filter)
    {
        int best = (((top * _width) + left) * Stride) + filter;
        for (int y = top; y < top + _by.Pool; y++)
        {
            for (int x = left; x < left + _by.Pool; x++)
            {
                int place = (((y * _width) + x) * Stride) + filter;
                best = _maps[place] > _maps[best] ? place : best;
            }
        }

        return (_maps[best], best);
    }

    /// <summary>The gradient in all sums of a sample, from that in those whose activations were kept.</summary>
    private void Unpool(int row)
    {
        _maps.AsSpan().Clear();
        int count = _height / _by.Pool * (_width / _by.Pool) * Outputs;
        for (int at = row * ValueStride; at < (row * ValueStride) + count; at++)
        {
            _maps[_kept[at]] += Values[at];
        }
    }
}
