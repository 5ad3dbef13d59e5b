using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>Documents and what they were drawn from.</summary>
/// <param name="Documents">The bags of words.</param>
/// <param name="TopicWords">φ: topic k gives word w the chance <c>TopicWords[k · V + w]</c>.</param>
/// <param name="DocumentTopics">θ: document d gives topic k the chance <c>DocumentTopics[d · K + k]</c>.</param>
public sealed record DocumentsProblem(
    Documents Documents, IReadOnlyList<double> TopicWords, IReadOnlyList<double> DocumentTopics);

/// <summary>
/// Documents of latent Dirichlet allocation with planted topics (Blei et al. 2003): φ_k ~ Dir(β·V·weights),
/// θ_d ~ Dir(α); every token draws a topic from θ_d and a word from that φ_k.
/// </summary>
public static class DocumentsGenerator
{
    /// <summary>
    /// Draws a problem; the same options and seed give the same bits everywhere, and more documents leave the first
    /// ones as they were.
    /// </summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static DocumentsProblem Generate(DocumentsOptions options, Seed seed)
    {
        Check(options);
        (int words, int topics) = (options.Words, options.Topics);
        double[] topicWords = DrawTopics(options, seed);
        double[] upTo = new double[topicWords.Length];
        for (int topic = 0; topic < topics; topic++)
        {
            Accumulate(topicWords.AsSpan(topic * words, words), upTo.AsSpan(topic * words, words));
        }

        double[] documentTopics = new double[options.Documents * topics];
        double[] shares = new double[topics];
        int[] offsets = new int[options.Documents + 1];
        List<int> word = [];
        List<int> count = [];
        int[] times = new int[words];
        for (int document = 0; document < options.Documents; document++)
        {
            Pcg32 chance = seed.Split("document", document).CreateGenerator();
            Span<double> theta = documentTopics.AsSpan(document * topics, topics);
            DrawDirichlet(theta, options.Alpha, chance);
            Accumulate(theta, shares);
            int length = Math.Max(1, (options.Length / 2) + chance.NextInt(options.Length + 1));
            for (int token = 0; token < length; token++)
            {
                int topic = Draw(shares, chance);
                times[Draw(upTo.AsSpan(topic * words, words), chance)]++;
            }

            Collect(times, word, count);
            offsets[document + 1] = word.Count;
        }

        return new DocumentsProblem(
            new Documents(words, offsets, [.. word], [.. count]), topicWords, documentTopics);
    }

    /// <summary>A draw from Gamma(<paramref name="shape"/>, 1), shape above 0 (Marsaglia and Tsang 2000).</summary>
    public static double DrawGamma(double shape, Pcg32 chance)
    {
        if (shape < 1)
        {
            return DrawGamma(shape + 1, chance) * DeterministicMath.Pow(1 - chance.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = chance.NextGaussian();
            double v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && DeterministicMath.Log(1 - chance.NextDouble())
                < (0.5 * x * x) + (d * (1 - v + DeterministicMath.Log(v))))
            {
                return d * v;
            }
        }
    }

    private static void Check(DocumentsOptions options)
    {
        Invariant.Require(
            options.Documents > 0 && options.Words > 0 && options.Topics > 0 && options.Length > 0,
            $"{options.Documents} documents of {options.Length} tokens, {options.Words} words and {options.Topics} "
                + "topics must be positive.");
        Invariant.Require(
            options.Alpha > 0 && double.IsFinite(options.Alpha) && options.Beta > 0 && double.IsFinite(options.Beta),
            $"α = {options.Alpha} and β = {options.Beta} must be positive.");
        Invariant.Require(options.WordSkew is >= 0 and <= 10, $"a skew of {options.WordSkew} is not within 0 … 10.");
        Invariant.Require(
            (long)options.Topics * Math.Max(options.Words, options.Documents) < Array.MaxLength
                && (long)options.Documents * options.Length * 3 / 2 < Array.MaxLength,
            "topics or tokens exceed one array.");
    }

    private static double[] DrawTopics(DocumentsOptions options, Seed seed)
    {
        double[] weights = new double[options.Words];
        double total = 0;
        for (int word = 0; word < weights.Length; word++)
        {
            weights[word] = DeterministicMath.Pow(word + 1, -options.WordSkew);
            total += weights[word];
        }

        double[] topicWords = new double[options.Topics * options.Words];
        for (int topic = 0; topic < options.Topics; topic++)
        {
            Pcg32 chance = seed.Split("topic", topic).CreateGenerator();
            Span<double> phi = topicWords.AsSpan(topic * options.Words, options.Words);
            for (int word = 0; word < phi.Length; word++)
            {
                phi[word] = DrawGamma(options.Beta * options.Words * weights[word] / total, chance);
            }

            Normalise(phi, chance);
        }

        return topicWords;
    }

    private static void DrawDirichlet(Span<double> values, double concentration, Pcg32 chance)
    {
        foreach (ref double value in values)
        {
            value = DrawGamma(concentration, chance);
        }

        Normalise(values, chance);
    }

    /// <summary>Makes the sum 1; where all are too small to tell, one is drawn to be 1.</summary>
    private static void Normalise(Span<double> values, Pcg32 chance)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        if (!(sum > 1e-280))
        {
            values.Clear();
            values[chance.NextInt(values.Length)] = 1;
            return;
        }

        foreach (ref double value in values)
        {
            value /= sum;
        }
    }

    private static void Accumulate(ReadOnlySpan<double> values, Span<double> upTo)
    {
        double sum = 0;
        for (int index = 0; index < values.Length; index++)
        {
            sum += values[index];
            upTo[index] = sum;
        }
    }

    private static int Draw(ReadOnlySpan<double> upTo, Pcg32 chance)
    {
        double draw = chance.NextDouble() * upTo[^1];
        (int low, int high) = (0, upTo.Length - 1);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            (low, high) = upTo[middle] > draw ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static void Collect(int[] times, List<int> word, List<int> count)
    {
        for (int index = 0; index < times.Length; index++)
        {
            if (times[index] > 0)
            {
                word.Add(index);
                count.Add(times[index]);
                times[index] = 0;
            }
        }
    }
}
