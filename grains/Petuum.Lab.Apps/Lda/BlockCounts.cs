using System.Runtime.Intrinsics;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The counts that a unit of a block of words works with: copies of the block's rows and of the topic summary, and
/// the counts of the document at hand. Rows are padded with zeros to whole vectors, so that padding has no chance.
/// </summary>
internal sealed class BlockCounts
{
    private const int Lanes = 8;

    /// <summary>Room for the counts of <paramref name="words"/> words in a block at most.</summary>
    public BlockCounts(LdaOptions options, int words, int allWords)
    {
        Topics = options.Topics;
        Stride = (Topics + Lanes - 1) / Lanes * Lanes;
        BetaOfAll = (float)(options.Beta * allWords);
        Words = new int[words * Stride];
        (Document, Summary, Inverse) = (new float[Stride], new float[Stride], new float[Stride]);
    }

    /// <summary>K.</summary>
    public int Topics { get; }

    /// <summary>Counts from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Vβ.</summary>
    public float BetaOfAll { get; }

    /// <summary>n_wk of the block's words.</summary>
    public int[] Words { get; }

    /// <summary>n_dk of the document at hand.</summary>
    public float[] Document { get; }

    /// <summary>n_k + Vβ.</summary>
    public float[] Summary { get; }

    /// <summary>1 / (n_k + Vβ); 0 in the padding.</summary>
    public float[] Inverse { get; }

    /// <summary>Copies rows and summary as tables have them.</summary>
    public void Load(ReadOnlySpan<int> rows, ReadOnlySpan<int> summary)
    {
        for (int row = 0; row * Topics < rows.Length; row++)
        {
            rows.Slice(row * Topics, Topics).CopyTo(Words.AsSpan(row * Stride));
        }

        for (int topic = 0; topic < Topics; topic++)
        {
            Summary[topic] = summary[topic] + BetaOfAll;
            Inverse[topic] = 1 / Summary[topic];
        }
    }

    /// <summary>Adds what has changed since <paramref name="before"/> was loaded.</summary>
    public void AddChanges(ReadOnlySpan<int> before, Span<int> changes, Span<int> summary)
    {
        for (int row = 0; row * Topics < before.Length; row++)
        {
            ReadOnlySpan<int> now = Words.AsSpan(row * Stride, Topics);
            for (int topic = 0; topic < Topics; topic++)
            {
                int change = now[topic] - before[(row * Topics) + topic];
                changes[(row * Topics) + topic] += change;
                summary[topic] += change;
            }
        }
    }

    /// <summary>A token's topic leaves all counts, or (+1) comes into them.</summary>
    public void Count(int row, int topic, int by)
    {
        Words[(row * Stride) + topic] += by;
        Document[topic] += by;
        float summary = Summary[topic] + by;
        (Summary[topic], Inverse[topic]) = (summary, 1 / summary);
    }
}

/// <summary>Draws the topic of a token in a unit of a block.</summary>
internal interface IBlockSampler
{
    /// <summary>A unit begins; <paramref name="counts"/> were loaded.</summary>
    /// <param name="counts">What draws work with.</param>
    /// <param name="words">Words of the block.</param>
    void Begin(BlockCounts counts, int words);

    /// <summary>
    /// A new topic for a token, counted in all counts with the one it has; the caller moves it.
    /// </summary>
    /// <param name="counts">The counts.</param>
    /// <param name="row">The place of its word in the block.</param>
    /// <param name="topics">The topics of its document.</param>
    /// <param name="token">Its place among them.</param>
    /// <param name="chance">The generator.</param>
    int Draw(BlockCounts counts, int row, ReadOnlySpan<ushort> topics, int token, ref LdaChance chance);
}

/// <summary>
/// The exact conditional of collapsed Gibbs sampling, p(k) ∝ (n_dk + α)(n_wk + β)/(n_k + Vβ) with the token itself not
/// counted: all K chances in vectors of 8, summed lane by lane and then
/// ((0+4)+(2+6))+((1+5)+(3+7)), the same on every CPU.
/// </summary>
internal sealed class GibbsSampler(LdaOptions options) : IBlockSampler
{
    private readonly float[] _chances = new float[(options.Topics + 7) / 8 * 8];
    private readonly float[] _sums = new float[(options.Topics + 7) / 8];

    /// <inheritdoc/>
    public void Begin(BlockCounts counts, int words)
    {
    }

    /// <inheritdoc/>
    public int Draw(BlockCounts counts, int row, ReadOnlySpan<ushort> topics, int token, ref LdaChance chance)
    {
        int before = topics[token];
        counts.Count(row, before, -1);
        float sum = Chances(counts, row);
        counts.Count(row, before, 1);
        return Find(chance.Unit() * sum);
    }

    /// <summary>Works out p(k) for all topics, as the counts are; returns the sum.</summary>
    public float Chances(BlockCounts counts, int row)
    {
        ref int words = ref counts.Words[row * counts.Stride];
        Vector256<float> alpha = Vector256.Create((float)options.Alpha);
        Vector256<float> beta = Vector256.Create((float)options.Beta);
        float all = 0;
        for (int vector = 0; vector < _sums.Length; vector++)
        {
            nuint first = (nuint)(vector * Vector256<float>.Count);
            Vector256<float> word = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref words, first)) + beta;
            Vector256<float> document = Vector256.LoadUnsafe(ref counts.Document[0], first) + alpha;
            Vector256<float> chances = document * word * Vector256.LoadUnsafe(ref counts.Inverse[0], first);
            chances.StoreUnsafe(ref _chances[0], first);
            _sums[vector] = MatrixFactorisation.MfBlockKernels.AddLanes(chances);
            all += _sums[vector];
        }

        return all;
    }

    /// <summary>p(k) of the last <see cref="Chances"/>.</summary>
    public float ChanceOf(int topic) => _chances[topic];

    private int Find(float left)
    {
        int vector = 0;
        while (vector < _sums.Length - 1 && left >= _sums[vector])
        {
            left -= _sums[vector++];
        }

        int topic = vector * Vector256<float>.Count;
        int last = Math.Min(options.Topics, topic + Vector256<float>.Count) - 1;
        while (topic < last && left >= _chances[topic])
        {
            left -= _chances[topic++];
        }

        return topic;
    }
}
