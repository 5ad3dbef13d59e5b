namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// γ of every layer and round. Features of any scale are learnt from alike: with q = 1 / (mean of x²), the first
/// layer's weights take steps of γ·q and start √q times as large, as if features had been divided by their root mean
/// square.
/// </summary>
internal sealed class DnnSteps
{
    private readonly DnnOptions _options;
    private readonly int _roundsPerEpoch;
    private readonly double _scale;
    private int _epoch;
    private double _step;
    private readonly long[] _work;

    public DnnSteps(DnnOptions options, DnnShape shape, int samples, double meanSquare)
    {
        (_options, _step) = (options, options.Step);
        _roundsPerEpoch = ((samples - 1) / options.Batch) + 1;
        _scale = 1 / meanSquare;
        long forward = 0;
        _work = new long[shape.Layers];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            forward += shape.Work(layer);
            _work[layer] = shape.Work(layer) + (layer + 1 < shape.Layers ? shape.Work(layer + 1) : 0);
        }

        _work[^1] += forward;
    }

    /// <summary>Multiply-adds of a sample: back through a layer, and before the last one forward through all.</summary>
    public long WorkPerSample(int layer) => _work[layer];

    /// <summary>1/B: a minibatch's gradient is a mean.</summary>
    public float PerSample => 1f / _options.Batch;

    /// <summary>μ.</summary>
    public float Momentum => (float)_options.Momentum;

    /// <summary>γ of a layer's weights.</summary>
    public float At(int layer, int round) => (float)(StepOf(round) * (layer == 0 ? _scale : 1));

    /// <summary>γ of biases.</summary>
    public float OfBias(int round) => (float)StepOf(round);

    private double StepOf(int round)
    {
        int epoch = round / _roundsPerEpoch;
        if (epoch < _epoch)
        {
            (_epoch, _step) = (0, _options.Step);
        }

        for (; _epoch < epoch; _epoch++)
        {
            _step *= _options.StepDecay;
        }

        return _step;
    }
}
