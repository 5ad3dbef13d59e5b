using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// The rating of a user and an item is the product of their factors; where the model does not know one of them, it is
/// the mean of the ratings learnt from. Of implicit feedback it is a preference, 0 where nothing is known.
/// </summary>
/// <param name="model">The factors.</param>
/// <param name="userIds">The original id of every user, ascending.</param>
/// <param name="itemIds">The original id of every item, ascending.</param>
/// <param name="mean">The mean of the ratings learnt from; null if these are preferences.</param>
internal sealed class FactorPredictor(MfModel model, long[] userIds, long[] itemIds, double? mean) : Predictor
{
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
            predicted[n] = isKnown ? model.Predict(user, item) : mean ?? 0;
            double error = ratings.Value[n] - predicted[n];
            squares += error * error;
        }

        return new Prediction
        {
            Columns = ["user", "item", mean is null ? "preference" : "rating"],
            Count = predicted.Length,
            Line = n =>
            [
                ratings.UserIds[ratings.User[n]].ToString(),
                ratings.ItemIds[ratings.Item[n]].ToString(),
                Text(predicted[n]),
            ],
            Scores = mean is null ? [] : [new Metric("rmse", Math.Sqrt(squares / Math.Max(1, predicted.Length)))],
            Unknown = unknown,
        };
    }
}
