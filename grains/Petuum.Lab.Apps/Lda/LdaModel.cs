using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// What a model says of documents: φ_kw = (n_wk + β)/(n_k + Vβ), in single precision, and topic proportions of
/// documents by folding in.
/// </summary>
public sealed class LdaModel
{
    /// <summary>Steps of folding in.</summary>
    public const int FoldInSteps = 100;

    private const int Lanes = 8;
    private readonly int _stride;
    private readonly float[] _phi;
    private readonly double _alpha;

    /// <summary>A model of table <c>words</c>, dense or sparse.</summary>
    /// <param name="model">The tables.</param>
    /// <param name="alpha">α &gt; 0.</param>
    /// <param name="beta">β &gt; 0.</param>
    public LdaModel(Model model, double alpha, double beta)
    {
        TableDefinition table = model.Tables[LdaTables.Words.Index];
        (Words, Topics, _alpha) = (table.Rows, table.Shape.Columns, alpha);
        _stride = (Topics + Lanes - 1) / Lanes * Lanes;
        Invariant.Require((long)Words * _stride <= Array.MaxLength, $"{Words} × {_stride} chances exceed one array.");
        _phi = new float[Words * _stride];
        int[] row = new int[Topics];
        double[] totals = new double[Topics];
        for (int word = 0; word < Words; word++)
        {
            CopyRow(model, word, row);
            for (int topic = 0; topic < Topics; topic++)
            {
                totals[topic] += row[topic];
                _phi[(word * _stride) + topic] = (float)(row[topic] + beta);
            }
        }

        for (int word = 0; word < Words; word++)
        {
            for (int topic = 0; topic < Topics; topic++)
            {
                _phi[(word * _stride) + topic] /= (float)(totals[topic] + (Words * beta));
            }
        }
    }

    /// <summary>V.</summary>
    public int Words { get; }

    /// <summary>K.</summary>
    public int Topics { get; }

    /// <summary>n_wk of a word, as numbers for all topics, whether rows are dense or sparse.</summary>
    public static void CopyRow(Model model, int word, Span<int> into)
    {
        if (model.Tables[LdaTables.Words.Index].Shape.Kind == RowKind.Dense)
        {
            model.Dense<int>(LdaTables.Words, word).CopyTo(into);
            return;
        }

        into.Clear();
        ReadOnlySpan<int> values = model.Sparse<int>(LdaTables.Words, word, out ReadOnlySpan<int> columns);
        for (int entry = 0; entry < values.Length; entry++)
        {
            into[columns[entry]] = values[entry];
        }
    }

    /// <summary>φ_kw.</summary>
    public float Chance(int topic, int word) => _phi[(word * _stride) + topic];

    /// <summary>The words of the largest φ_kw, largest first; among equals the first word.</summary>
    public int[] TopWords(int topic, int count)
    {
        int[] words = [.. Enumerable.Range(0, Words)];
        float[] chances = Array.ConvertAll(words, word => -Chance(topic, word));
        Array.Sort(chances, words);
        int kept = Math.Min(count, Words);
        for (int start = 0; start < kept;)
        {
            int end = start;
            while (end < Words && chances[end] == chances[start])
            {
                end++;
            }

            Array.Sort(words, start, end - start);
            start = end;
        }

        return words[..kept];
    }

    /// <summary>
    /// θ of a document: from even shares, <see cref="FoldInSteps"/> times
    /// θ_k ← (α + Σ_w n_w θ_k φ_kw / Σ_j θ_j φ_jw) / (n + Kα).
    /// </summary>
    /// <param name="words">Its words, below <see cref="Words"/>.</param>
    /// <param name="counts">How often each occurs.</param>
    /// <returns>K shares, their sum 1 but for rounding.</returns>
    public float[] Infer(ReadOnlySpan<int> words, ReadOnlySpan<int> counts) =>
        FoldIn(words, counts).AsSpan(0, Topics).ToArray();

    /// <summary>
    /// The perplexity of held-out documents by completion: of each document's tokens, ordered by word, the first,
    /// third, fifth … are folded in, the others are scored: exp(−Σ ln Σ_k θ_k φ_kw / number of tokens scored).
    /// </summary>
    /// <param name="documents">Over at most as many words as the model has.</param>
    /// <returns>NaN if no document has two tokens.</returns>
    public double Perplexity(Documents documents)
    {
        Invariant.Require(documents.Words <= Words, $"{documents.Words} words, where the model has {Words}.");
        double score = 0;
        long scored = 0;
        for (int document = 0; document < documents.Count; document++)
        {
            ReadOnlySpan<int> words = documents.WordsOf(document);
            ReadOnlySpan<int> counts = documents.CountsOf(document);
            int[] seen = new int[words.Length];
            int position = 0;
            for (int entry = 0; entry < words.Length; entry++)
            {
                int end = position + counts[entry];
                seen[entry] = ((end + 1) / 2) - ((position + 1) / 2);
                position = end;
            }

            float[] theta = FoldIn(words, seen);
            for (int entry = 0; entry < words.Length; entry++)
            {
                int held = counts[entry] - seen[entry];
                if (held > 0)
                {
                    double chance = Kernels.Dot<float>(theta, Row(words[entry]));
                    score += held * DeterministicMath.Log(chance);
                    scored += held;
                }
            }
        }

        return scored == 0 ? double.NaN : DeterministicMath.Exp(-score / scored);
    }

    private ReadOnlySpan<float> Row(int word) => _phi.AsSpan(word * _stride, _stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float[] FoldIn(ReadOnlySpan<int> words, ReadOnlySpan<int> counts)
    {
        float[] theta = new float[_stride];
        theta.AsSpan(0, Topics).Fill(1f / Topics);
        float[] sums = new float[_stride];
        int tokens = 0;
        foreach (int count in counts)
        {
            tokens += count;
        }

        float scale = (float)(1 / (tokens + (Topics * _alpha)));
        float alpha = (float)_alpha;
        for (int step = 0; step < FoldInSteps; step++)
        {
            sums.AsSpan().Clear();
            for (int entry = 0; entry < words.Length; entry++)
            {
                if (counts[entry] > 0)
                {
                    ReadOnlySpan<float> phi = Row(words[entry]);
                    AddScaled(sums, phi, counts[entry] / Kernels.Dot<float>(theta, phi));
                }
            }

            for (int topic = 0; topic < Topics; topic++)
            {
                theta[topic] = ((theta[topic] * sums[topic]) + alpha) * scale;
            }
        }

        return theta;
    }

    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> values, float by)
    {
        ref float target = ref MemoryMarshal.GetReference(sums);
        ref float source = ref MemoryMarshal.GetReference(values);
        Vector256<float> scale = Vector256.Create(by);
        for (int index = 0; index < sums.Length; index += Lanes)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref target, (nuint)index);
            (sum + (Vector256.LoadUnsafe(ref source, (nuint)index) * scale)).StoreUnsafe(ref target, (nuint)index);
        }
    }
}
