namespace Petuum.Lab.Apps.Mlr;

/// <summary>γ of every round, and how many rounds an epoch has.</summary>
internal sealed class MlrSteps
{
    private readonly double _first;
    private readonly double _decay;
    private readonly int _batch;
    private int _epoch;
    private double _step;

    /// <summary>Steps for samples of a size.</summary>
    /// <param name="options">The first step and its decay.</param>
    /// <param name="norm">How large features are, <see cref="Networks.FeatureNorm"/>.</param>
    /// <param name="samples">How many there are.</param>
    public MlrSteps(MlrOptions options, double norm, int samples)
        : this(options.Step / norm, options.StepDecay, options.Batch, samples)
    {
    }

    private MlrSteps(double first, double decay, int batch, int samples)
    {
        (_first, _step, _decay, _batch) = (first, first, decay, batch);
        RoundsPerEpoch = RoundsOf(samples, batch);
    }

    /// <summary>Rounds in which every sample has its turn about once.</summary>
    public int RoundsPerEpoch { get; }

    /// <summary>⌈samples / batch⌉.</summary>
    public static int RoundsOf(int samples, int batch) => ((samples - 1) / batch) + 1;

    /// <summary>The same steps for another owner.</summary>
    public MlrSteps Copy() => new(_first, _decay, _batch, ((RoundsPerEpoch - 1) * _batch) + 1);

    /// <summary>−γ/B, by which the factors of a round are scaled.</summary>
    public float ScaleAt(int round)
    {
        int epoch = round / RoundsPerEpoch;
        if (epoch < _epoch)
        {
            (_epoch, _step) = (0, _first);
        }

        for (; _epoch < epoch; _epoch++)
        {
            _step *= _decay;
        }

        return (float)(-_step / _batch);
    }
}
