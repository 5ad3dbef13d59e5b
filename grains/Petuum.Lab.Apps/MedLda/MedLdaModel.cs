using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>What a model says of documents without labels: their topics by folding in, and the class of the largest
/// ηᵀz̄.</summary>
public sealed class MedLdaModel
{
    private readonly MedLdaOptions _options;
    private readonly double[] _means;

    /// <summary>Takes topics and the classifier's means from a model's tables.</summary>
    public MedLdaModel(Model model, MedLdaOptions options)
    {
        (_options, _means) = (options, MedLdaTables.MeansOf(model));
        Topics = new LdaModel(model, options.Alpha, options.Beta);
    }

    /// <summary>Words and their topics.</summary>
    public LdaModel Topics { get; }

    /// <summary>
    /// The class, by its place, and its ηᵀz̄; the first of several. z̄_k = ((n + Kα)θ_k − α)/n, what folding in
    /// expects a token's topic to be.
    /// </summary>
    /// <param name="words">The document's words, below the model's.</param>
    /// <param name="counts">How often each occurs.</param>
    public (int Class, double Score) Classify(ReadOnlySpan<int> words, ReadOnlySpan<int> counts)
    {
        int tokens = 0;
        foreach (int count in counts)
        {
            tokens += count;
        }

        double[] shares = new double[_options.Topics];
        float[] theta = tokens == 0 ? [] : Topics.Infer(words, counts);
        for (int topic = 0; topic < theta.Length; topic++)
        {
            shares[topic] =
                (((tokens + (_options.Topics * _options.Alpha)) * theta[topic]) - _options.Alpha) / tokens;
        }

        (int chosen, double best) = (0, double.NegativeInfinity);
        for (int of = 0; of * shares.Length < _means.Length; of++)
        {
            double score = Kernels.Dot<double>(_means.AsSpan(of * shares.Length, shares.Length), shares);
            (chosen, best) = score > best ? (of, score) : (chosen, best);
        }

        return (chosen, best);
    }
}
