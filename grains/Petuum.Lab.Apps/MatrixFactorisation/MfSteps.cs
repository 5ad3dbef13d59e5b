using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>The step of each epoch: the first one times the decay, once for each epoch before.</summary>
internal sealed class MfSteps
{
    private readonly float _squaresWeight;
    private readonly double _decay;
    private int _epoch;
    private double _step;

    /// <summary>
    /// Steps as options say. Adaptive ones are measured by H = √(K·σ² + μ²), what ‖w‖² and ‖h‖² are about when the
    /// factors explain the ratings: γ = step / H, and κ = ¼ / (σ²·H), so that an error of σ adds about ¼ to G.
    /// </summary>
    public MfSteps(MfOptions options, RatingScale scale)
    {
        double norm = Math.Sqrt((options.Rank * scale.Spread * scale.Spread) + (scale.Mean * scale.Mean));
        bool isAdaptive = options.StepRule == StepRule.Adaptive;
        _squaresWeight = isAdaptive ? (float)(0.25 / (scale.Spread * scale.Spread * norm)) : 0;
        _decay = options.StepDecayInUse;
        First = _step = isAdaptive ? options.StepInUse / norm : options.StepInUse;
    }

    /// <summary>The first step, in double precision.</summary>
    public double First { get; }

    /// <summary>The step of an epoch.</summary>
    public MfStep At(int epoch)
    {
        if (epoch < _epoch)
        {
            (_epoch, _step) = (0, First);
        }

        for (; _epoch < epoch; _epoch++)
        {
            _step *= _decay;
        }

        return Of(_step);
    }

    /// <summary>The step of a size.</summary>
    public MfStep Of(double size) => new((float)size, _squaresWeight);
}

/// <summary>λ of every row, as an update sees it.</summary>
internal sealed class MfLambdas
{
    private readonly float[] _users;
    private readonly float[] _items;

    public MfLambdas(MfOptions options, MfData data)
    {
        _users = new float[data.Users];
        _items = new float[data.Items];
        bool isPerRow = options.Regularisation == Regularisation.PerRow;
        for (int user = 0; user < _users.Length; user++)
        {
            _users[user] = (float)(isPerRow ? options.Lambda / Math.Max(1, data.CountOf(user)) : options.Lambda);
        }

        for (int item = 0; item < _items.Length; item++)
        {
            _items[item] = (float)(isPerRow ? options.Lambda / Math.Max(1, data.ItemCounts[item]) : options.Lambda);
        }
    }

    public ReadOnlySpan<float> OfUsers(IndexRange users) => _users.AsSpan(users.Start, users.Count);

    public ReadOnlySpan<float> OfItems(IndexRange items) => _items.AsSpan(items.Start, items.Count);
}
