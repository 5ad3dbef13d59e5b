using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The two passes of delayed-count Metropolis–Hastings (Chen et al., WarpLDA, VLDB 2016). The target of a token of word
/// w in document d is p(k) ∝ (n_dk + α)(n_wk + β)/(n_k + Vβ), its own topic not counted. A pass visits what it has
/// random access to in order, and needs no more than one row of counts at a time:
/// <code>
/// word pass      accept t ~ q_d ∝ n_dk + α, drawn in the document pass, with
///                min{1, (n_wt + β)(n_s + Vβ) / ((n_ws + β)(n_t + Vβ))}; draw t ~ q_w ∝ n_wk + β
/// document pass  accept t ~ q_w with min{1, (n_dt + α)(n_s + Vβ) / ((n_ds + α)(n_t + Vβ))}; draw t ~ q_d
/// </code>
/// In a ratio the proposal's chance cancels a factor of the target up to what has changed since the draw: that is the
/// delay. Unlike WarpLDA's, counts of the pass's own kind are up to date, and a token is excluded from them, in
/// proposals too: with no delay the chain would be exact.
/// </summary>
internal sealed class DelayedSampler(LdaOptions options, int words, int documentLengthMax)
{
    private readonly int _topics = options.Topics;
    private readonly int _steps = options.Steps;
    private readonly float _alpha = (float)options.Alpha;
    private readonly float _beta = (float)options.Beta;
    private readonly float[] _counts = new float[options.Topics];
    private readonly float[] _topicCounts = new float[options.Topics];
    private readonly float[] _weights = new float[options.Topics + 1];
    private readonly int[] _present = new int[options.Topics];
    private readonly AliasTable _alias = new(new AliasScratch(options.Topics + 1));
    private readonly ushort[] _documentTopics = new ushort[documentLengthMax];
    private readonly double[] _logOf = LogRising.Terms(options.Alpha, documentLengthMax);

    /// <summary>Takes over n_k, which both passes keep up to date with their own changes.</summary>
    public void Begin(ReadOnlySpan<int> topics)
    {
        for (int topic = 0; topic < _topics; topic++)
        {
            _topicCounts[topic] = (float)(topics[topic] + (words * options.Beta));
        }
    }

    /// <summary>Accepts proposals of documents, word by word, and draws proposals of words.</summary>
    public void WordPass(
        LdaTokens tokens,
        ushort[] cells,
        ReadOnlySpan<int> wordCounts,
        Span<int> changes,
        Span<int> topicChanges,
        ref LdaChance chance)
    {
        ReadOnlySpan<int> starts = tokens.WordStart;
        for (int word = 0; word < words; word++)
        {
            (int start, int end) = (starts[word], starts[word + 1]);
            if (start < end)
            {
                Span<ushort> own = cells.AsSpan(start * (1 + _steps), (end - start) * (1 + _steps));
                Load(wordCounts.Slice(word * _topics, _topics));
                AcceptOfWord(own, changes.Slice(word * _topics, _topics), topicChanges, ref chance);
                ProposeOfWord(own, ref chance);
            }
        }
    }

    /// <summary>
    /// Accepts proposals of words, document by document, and draws proposals of documents; returns
    /// Σ_d Σ_k [ln Γ(n_dk + α) − ln Γ(α)].
    /// </summary>
    public double DocumentPass(
        LdaTokens tokens, ushort[] cells, Span<int> changes, Span<int> topicChanges, ref LdaChance chance)
    {
        _counts.AsSpan().Clear();
        double likelihood = 0;
        for (int document = 0; document < tokens.Range.Count; document++)
        {
            System.Range own = tokens.TokensOf(document);
            ReadOnlySpan<int> places = tokens.Place[own];
            AcceptOfDocument(places, tokens.Word[own], cells, changes, topicChanges, ref chance);
            ProposeOfDocument(places, cells, ref chance);
            likelihood += Forget(places.Length);
        }

        return likelihood;
    }

    private void Load(ReadOnlySpan<int> row)
    {
        ref int source = ref MemoryMarshal.GetReference(row);
        ref float target = ref MemoryMarshal.GetArrayDataReference(_counts);
        int topic = 0;
        for (; topic <= row.Length - Vector256<int>.Count; topic += Vector256<int>.Count)
        {
            Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref source, (nuint)topic))
                .StoreUnsafe(ref target, (nuint)topic);
        }

        for (; topic < row.Length; topic++)
        {
            _counts[topic] = row[topic];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AcceptOfWord(
        Span<ushort> cells, Span<int> changes, Span<int> topicChanges, ref LdaChance shared)
    {
        LdaChance chance = shared;
        (int stride, float beta) = (1 + _steps, _beta);
        ref float counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref float topicCounts = ref MemoryMarshal.GetArrayDataReference(_topicCounts);
        ref ushort cell = ref MemoryMarshal.GetReference(cells);
        for (int token = 0; token < cells.Length; token += stride)
        {
            int before = Unsafe.Add(ref cell, token);
            int now = before;
            for (int step = 1; step < stride; step++)
            {
                int topic = Unsafe.Add(ref cell, token + step);
                float against = (Unsafe.Add(ref counts, now) - 1 + beta) * Unsafe.Add(ref topicCounts, topic);
                float towards = (Unsafe.Add(ref counts, topic) + beta) * (Unsafe.Add(ref topicCounts, now) - 1);

                // One branch instead of two: whether a topic is the same or accepted is each hard to predict.
                if ((chance.Unit() * against < towards) & (topic != now))
                {
                    Unsafe.Add(ref counts, now)--;
                    Unsafe.Add(ref counts, topic)++;
                    Unsafe.Add(ref topicCounts, now)--;
                    Unsafe.Add(ref topicCounts, topic)++;
                    now = topic;
                }
            }

            if (now != before)
            {
                Unsafe.Add(ref cell, token) = (ushort)now;
                changes[before]--;
                changes[now]++;
                topicChanges[before]--;
                topicChanges[now]++;
            }
        }

        shared = chance;
    }

    /// <summary>
    /// q_w is a mixture of the counts and of Kβ for any topic. A draw that may be the token itself is made anew with
    /// the chance that it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProposeOfWord(Span<ushort> cells, ref LdaChance shared)
    {
        int present = 0;
        for (int topic = 0; topic < _topics; topic++)
        {
            _present[present] = topic;
            _weights[present] = _counts[topic];
            present += _counts[topic] > 0 ? 1 : 0;
        }

        _weights[present] = _topics * _beta;
        _alias.Build(_weights.AsSpan(0, present + 1));
        LdaChance chance = shared;
        (int stride, int topics) = (1 + _steps, _topics);
        AliasTable alias = _alias;
        ref int topicOf = ref MemoryMarshal.GetArrayDataReference(_present);
        ref float counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref ushort cell = ref MemoryMarshal.GetReference(cells);
        for (int token = 0; token < cells.Length; token += stride)
        {
            int now = Unsafe.Add(ref cell, token);
            for (int step = 1; step < stride; step++)
            {
                int topic;
                do
                {
                    int drawn = alias.Draw(ref chance);
                    if (drawn == present)
                    {
                        topic = chance.Below(topics);
                        break;
                    }

                    topic = Unsafe.Add(ref topicOf, drawn);
                }
                while (topic == now && chance.Unit() * Unsafe.Add(ref counts, now) < 1);

                Unsafe.Add(ref cell, token + step) = (ushort)topic;
            }
        }

        shared = chance;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AcceptOfDocument(
        ReadOnlySpan<int> places,
        ReadOnlySpan<int> wordOf,
        ushort[] cells,
        Span<int> changes,
        Span<int> topicChanges,
        ref LdaChance shared)
    {
        LdaChance chance = shared;
        (int stride, float alpha) = (1 + _steps, _alpha);
        ref float counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref float topicCounts = ref MemoryMarshal.GetArrayDataReference(_topicCounts);
        ref ushort first = ref MemoryMarshal.GetArrayDataReference(cells);
        Span<ushort> topics = _documentTopics.AsSpan(0, places.Length);
        for (int token = 0; token < places.Length; token++)
        {
            topics[token] = Unsafe.Add(ref first, places[token] * stride);
            Unsafe.Add(ref counts, topics[token])++;
        }

        for (int token = 0; token < places.Length; token++)
        {
            ref ushort cell = ref Unsafe.Add(ref first, places[token] * stride);
            int before = cell;
            int now = before;
            for (int step = 1; step < stride; step++)
            {
                int topic = Unsafe.Add(ref cell, step);
                float against = (Unsafe.Add(ref counts, now) - 1 + alpha) * Unsafe.Add(ref topicCounts, topic);
                float towards = (Unsafe.Add(ref counts, topic) + alpha) * (Unsafe.Add(ref topicCounts, now) - 1);
                if ((chance.Unit() * against < towards) & (topic != now))
                {
                    Unsafe.Add(ref counts, now)--;
                    Unsafe.Add(ref counts, topic)++;
                    Unsafe.Add(ref topicCounts, now)--;
                    Unsafe.Add(ref topicCounts, topic)++;
                    now = topic;
                }
            }

            if (now != before)
            {
                (cell, topics[token]) = ((ushort)now, (ushort)now);
                int row = wordOf[token] * _topics;
                changes[row + before]--;
                changes[row + now]++;
                topicChanges[before]--;
                topicChanges[now]++;
            }
        }

        shared = chance;
    }

    /// <summary>q_d: the topic of another token of the document, or with Kα any topic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProposeOfDocument(ReadOnlySpan<int> places, ushort[] cells, ref LdaChance shared)
    {
        LdaChance chance = shared;
        int stride = 1 + _steps;
        int others = places.Length - 1;
        double all = others + (_topics * options.Alpha);
        double perTopic = 1 / options.Alpha;
        ref ushort first = ref MemoryMarshal.GetArrayDataReference(cells);
        ReadOnlySpan<ushort> topics = _documentTopics.AsSpan(0, places.Length);
        for (int token = 0; token < places.Length; token++)
        {
            ref ushort cell = ref Unsafe.Add(ref first, places[token] * stride);
            for (int step = 1; step < stride; step++)
            {
                double drawn = chance.Share() * all;
                int other = (int)drawn;
                Unsafe.Add(ref cell, step) = other < others
                    ? topics[other + (other >= token ? 1 : 0)]
                    : (ushort)Math.Min(_topics - 1, (int)((drawn - others) * perTopic));
            }
        }

        shared = chance;
    }

    /// <summary>Takes a document's counts away; returns what they add to the likelihood.</summary>
    private double Forget(int length)
    {
        double likelihood = 0;
        foreach (ushort topic in _documentTopics.AsSpan(0, length))
        {
            float left = _counts[topic] - 1;
            _counts[topic] = left;
            likelihood += _logOf[(int)left];
        }

        return likelihood;
    }
}
