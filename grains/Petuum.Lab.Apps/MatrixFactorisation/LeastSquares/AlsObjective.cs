using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;

/// <summary>
/// The objective of implicit feedback and how well items are ranked, of one model. The sum over all pairs is
/// tr(WᵀW·HᵀH) and a correction for each rating.
/// </summary>
internal sealed class AlsObjective(MfModel model, double alpha)
{
    /// <summary>Σ_all c_ij (p_ij − w_iᵀh_j)², and the part of it that rated pairs have with c = 1.</summary>
    public (double All, double Rated) Errors(Ratings ratings)
    {
        double sum = SumOfSquares();
        double rated = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            double score = Kernels.Dot(model.User(ratings.User[n]), model.Item(ratings.Item[n]));
            double weight = alpha * ratings.Value[n];
            double preference = ratings.Value[n] > 0 ? 1 : 0;
            rated += (preference - score) * (preference - score);
            sum += preference * ((weight * score * score) - (2 * (1 + weight) * score) + 1 + weight);
        }

        return (sum, rated);
    }

    /// <summary>
    /// The expected percentile of held-out items among those that their users have not rated, weighted by rating (Hu,
    /// Koren, Volinsky eq. 8): 0 if all come first, ½ by chance. NaN if there are none.
    /// </summary>
    public double Rank(Ratings test, MfData known)
    {
        MfData held = new(test);
        double[] scores = new double[model.Items];
        double sum = 0;
        double weights = 0;
        for (int user = 0; user < held.Users; user++)
        {
            if (held.CountOf(user) == 0)
            {
                continue;
            }

            for (int item = 0; item < scores.Length; item++)
            {
                scores[item] = Kernels.Dot(model.User(user), model.Item(item));
            }

            foreach (int item in known.ItemsOf(user))
            {
                scores[item] = double.NaN;
            }

            for (int n = 0; n < held.CountOf(user); n++)
            {
                double weight = Math.Max(0, held.ValuesOf(user)[n]);
                sum += weight * Percentile(scores, held.ItemsOf(user)[n]);
                weights += weight;
            }
        }

        return sum / weights;
    }

    /// <summary>How many come before an item, of the others; one as good counts half.</summary>
    private static double Percentile(double[] scores, int item)
    {
        double own = scores[item];
        double before = 0;
        int others = 0;
        for (int other = 0; other < scores.Length; other++)
        {
            if (other != item && !double.IsNaN(scores[other]))
            {
                others++;
                before += scores[other] > own ? 1 : scores[other] == own ? 0.5 : 0;
            }
        }

        return others == 0 ? 0.5 : before / others;
    }

    private double SumOfSquares()
    {
        int rank = model.User(0).Length;
        double[] users = new double[rank * rank];
        double[] items = new double[rank * rank];
        for (int user = 0; user < model.Users; user++)
        {
            AlsGram.Add(model.User(user), 1, users);
        }

        for (int item = 0; item < model.Items; item++)
        {
            AlsGram.Add(model.Item(item), 1, items);
        }

        return Kernels.Dot<double>(users, items);
    }
}
