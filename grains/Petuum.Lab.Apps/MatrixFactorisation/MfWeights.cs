namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>How often each row counts in the penalty: once, or once for each of its ratings.</summary>
internal sealed class MfWeights(MfOptions options, MfData data)
{
    private readonly bool _isPerRow = options.Regularisation == Regularisation.PerRow;

    /// <summary>How often ‖w_i‖² counts.</summary>
    public double OfUser(int user) => _isPerRow ? 1 : data.CountOf(user);

    /// <summary>How often ‖h_j‖² counts.</summary>
    public double OfItem(int item) => _isPerRow ? 1 : data.ItemCounts[item];

    /// <summary>λ of all of a user's ratings.</summary>
    public double LambdaOfUser(int user) => options.Lambda * OfUser(user);

    /// <summary>λ of all of an item's ratings.</summary>
    public double LambdaOfItem(int item) => options.Lambda * OfItem(item);
}
