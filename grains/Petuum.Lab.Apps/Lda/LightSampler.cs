namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Metropolis–Hastings with proposals in constant time (Yuan et al., LightLDA, WWW 2015), word and document in turn.
/// With n⁻ for counts without the token itself, a move from s to t is accepted with min{1, π}:
/// <code>
/// word      q(k) ∝ (n_wk + β)/(n_k + Vβ), counts as the unit found them, from an alias table
/// document  q(k) ∝ n_dk + α: the topic of a token of the document, or with Kα any topic
/// π = (n⁻_dt + α)(n⁻_wt + β)(n⁻_s + Vβ) q(s) / ((n⁻_ds + α)(n⁻_ws + β)(n⁻_t + Vβ) q(t))
/// </code>
/// In q(k) of documents the token itself counts with the topic it came with, so that neither proposal depends on where
/// the chain is, and the chain's target is the exact conditional.
/// </summary>
internal sealed class LightSampler(LdaOptions options) : IBlockSampler
{
    private readonly AliasScratch _scratch = new(options.Topics);
    private readonly float[] _weights = new float[options.Topics];
    private AliasTable?[] _tables = [];
    private float[] _proposals = [];
    private bool[] _isBuilt = [];

    /// <inheritdoc/>
    public void Begin(BlockCounts counts, int words)
    {
        if (_tables.Length < words)
        {
            (_tables, _isBuilt) = (new AliasTable?[words], new bool[words]);
            _proposals = new float[words * options.Topics];
        }

        _isBuilt.AsSpan().Clear();
        for (int row = 0; row < words; row++)
        {
            for (int topic = 0; topic < options.Topics; topic++)
            {
                _proposals[(row * options.Topics) + topic] =
                    (counts.Words[(row * counts.Stride) + topic] + (float)options.Beta) * counts.Inverse[topic];
            }
        }
    }

    /// <inheritdoc/>
    public int Draw(BlockCounts counts, int row, ReadOnlySpan<ushort> topics, int token, ref LdaChance chance)
    {
        int first = topics[token];
        int now = first;
        AliasTable table = TableOf(row);
        ReadOnlySpan<float> ofWord = _proposals.AsSpan(row * options.Topics, options.Topics);
        for (int step = 0; step < options.Steps; step++)
        {
            int topic = table.Draw(ref chance);
            float forth = Target(counts, row, topic, first) * ofWord[now];
            float back = Target(counts, row, now, first) * ofWord[topic];
            now = chance.Unit() * back < forth ? topic : now;

            topic = ProposeOfDocument(topics, ref chance);
            forth = Target(counts, row, topic, first) * (counts.Document[now] + (float)options.Alpha);
            back = Target(counts, row, now, first) * (counts.Document[topic] + (float)options.Alpha);
            now = chance.Unit() * back < forth ? topic : now;
        }

        return now;
    }

    /// <summary>(n⁻_dk + α)(n⁻_wk + β)/(n⁻_k + Vβ).</summary>
    private float Target(BlockCounts counts, int row, int topic, int own)
    {
        float self = topic == own ? 1 : 0;
        return (counts.Document[topic] - self + (float)options.Alpha)
            * (counts.Words[(row * counts.Stride) + topic] - self + (float)options.Beta)
            / (counts.Summary[topic] - self);
    }

    private int ProposeOfDocument(ReadOnlySpan<ushort> topics, ref LdaChance chance)
    {
        double drawn = chance.Share() * (topics.Length + (options.Topics * options.Alpha));
        int place = (int)drawn;
        return place < topics.Length
            ? topics[place]
            : Math.Min(options.Topics - 1, (int)((drawn - topics.Length) / options.Alpha));
    }

    private AliasTable TableOf(int row)
    {
        AliasTable table = _tables[row] ??= new AliasTable(_scratch);
        if (!_isBuilt[row])
        {
            _isBuilt[row] = true;
            _proposals.AsSpan(row * options.Topics, options.Topics).CopyTo(_weights);
            table.Build(_weights);
        }

        return table;
    }
}
