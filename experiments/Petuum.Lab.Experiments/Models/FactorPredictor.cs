using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Experiments.Models;

/// <summary>
/// The rating of a user and an item is the product of their factors; where the model does not know one of them, it is
/// the mean of the ratings learnt from.
/// </summary>
/// <param name="model">Users in table 0, items in table 1.</param>
/// <param name="userIds">The original id of every user, ascending.</param>
/// <param name="itemIds">The original id of every item, ascending.</param>
/// <param name="mean">The mean of the ratings learnt from.</param>
internal sealed class FactorPredictor(Model model, long[] userIds, long[] itemIds, double mean) : Predictor
{
    private static readonly TableId Users = new(0);
    private static readonly TableId Items = new(1);

    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Ratings;

    /// <inheritdoc/>
    public override Prediction Apply(Ratings ratings)
    {
        int[] users = RatingIds.PlacesOf(ratings.UserIds, userIds);
        int[] items = RatingIds.PlacesOf(ratings.ItemIds, itemIds);
        double[] predicted = new double[ratings.Count];
        int unknown = 0;
        double squares = 0;
        for (int n = 0; n < predicted.Length; n++)
        {
            (int user, int item) = (users[ratings.User[n]], items[ratings.Item[n]]);
            bool isKnown = user != RatingIds.Unknown && item != RatingIds.Unknown;
            unknown += isKnown ? 0 : 1;
            predicted[n] = isKnown
                ? Kernels.Dot(model.Dense<float>(Users, user), model.Dense<float>(Items, item))
                : mean;
            double error = ratings.Value[n] - predicted[n];
            squares += error * error;
        }

        return new Prediction
        {
            Columns = ["user", "item", "rating"],
            Count = predicted.Length,
            Line = n =>
            [
                ratings.UserIds[ratings.User[n]].ToString(),
                ratings.ItemIds[ratings.Item[n]].ToString(),
                Text(predicted[n]),
            ],
            Scores = [new Metric("rmse", Math.Sqrt(squares / Math.Max(1, predicted.Length)))],
            Unknown = unknown,
        };
    }
}
