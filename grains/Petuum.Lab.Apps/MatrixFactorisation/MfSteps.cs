using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>The step size of each epoch: the first one times the decay, once for each epoch before.</summary>
internal sealed class MfSteps(double first, double decay)
{
    private readonly List<double> _steps = [first];

    /// <summary>γ of an epoch, of a kernel's units.</summary>
    public double At(int epoch)
    {
        while (_steps.Count <= epoch)
        {
            _steps.Add(_steps[^1] * decay);
        }

        return _steps[epoch];
    }
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
