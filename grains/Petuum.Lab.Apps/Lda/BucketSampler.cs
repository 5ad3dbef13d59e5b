namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The exact conditional in SparseLDA's buckets (Yao, Mimno and McCallum, KDD 2009):
/// <code>
/// (n_dk + α)(n_wk + β)/(n_k + Vβ) = αβ/(n_k + Vβ) + n_dk β/(n_k + Vβ) + (α + n_dk) n_wk/(n_k + Vβ)
///                                   s: all topics   r: the document's    q: the word's
/// </code>
/// Sums of s and r are kept up to date and made anew for every document; q is summed for every token, with the
/// coefficients (α + n_dk)/(n_k + Vβ) of all topics at hand. Most draws fall into q, then into r.
/// </summary>
internal sealed class BucketSampler(LdaOptions options, int words)
{
    private readonly double _alpha = options.Alpha;
    private readonly double _beta = options.Beta;
    private readonly double[] _summary = new double[options.Topics];
    private readonly double[] _coefficient = new double[options.Topics];
    private readonly int[] _document = new int[options.Topics];
    private readonly int[] _topics = new int[options.Topics];
    private readonly int[] _placeOf = new int[options.Topics];
    private int _present;
    private double _s;
    private double _r;

    /// <summary>A unit begins: takes over n_k.</summary>
    public void Begin(ReadOnlySpan<int> summary)
    {
        for (int topic = 0; topic < _summary.Length; topic++)
        {
            _summary[topic] = summary[topic] + (words * _beta);
            _coefficient[topic] = _alpha / _summary[topic];
        }
    }

    /// <summary>A document begins, whose tokens have these topics.</summary>
    public void Enter(ReadOnlySpan<ushort> topics)
    {
        (_present, _r, _s) = (0, 0, 0);
        foreach (ushort topic in topics)
        {
            if (_document[topic]++ == 0)
            {
                Appear(topic);
            }
        }

        for (int topic = 0; topic < _summary.Length; topic++)
        {
            _s += _alpha * _beta / _summary[topic];
        }

        foreach (int topic in _topics.AsSpan(0, _present))
        {
            _r += _document[topic] * _beta / _summary[topic];
            _coefficient[topic] = (_alpha + _document[topic]) / _summary[topic];
        }
    }

    /// <summary>It ends.</summary>
    public void Leave()
    {
        foreach (int topic in _topics.AsSpan(0, _present))
        {
            _document[topic] = 0;
            _coefficient[topic] = _alpha / _summary[topic];
        }
    }

    /// <summary>n_dk.</summary>
    public int CountOf(int topic) => _document[topic];

    /// <summary>A token's topic leaves the counts (−1) or comes into them (+1).</summary>
    public void Count(int topic, int by)
    {
        double before = _summary[topic];
        double after = before + by;
        _s += _alpha * _beta * ((1 / after) - (1 / before));
        _r += _beta * (((_document[topic] + by) / after) - (_document[topic] / before));
        if (_document[topic] == 0)
        {
            Appear(topic);
        }

        _document[topic] += by;
        (_summary[topic], _coefficient[topic]) = (after, (_alpha + _document[topic]) / after);
        if (_document[topic] == 0)
        {
            int last = _topics[--_present];
            (_topics[_placeOf[topic]], _placeOf[last]) = (last, _placeOf[topic]);
        }
    }

    /// <summary>A topic for a token that is not counted, of a word with these counts.</summary>
    public int Draw(ReadOnlySpan<int> topics, ReadOnlySpan<int> counts, ref LdaChance chance)
    {
        double q = 0;
        for (int entry = 0; entry < topics.Length; entry++)
        {
            q += _coefficient[topics[entry]] * counts[entry];
        }

        double left = chance.Share() * (q + _r + _s);
        if (left < q)
        {
            return InWord(left, topics, counts);
        }

        left -= q;
        return left < _r && _present > 0 ? InDocument(left) : Anywhere(left - _r);
    }

    private void Appear(int topic)
    {
        (_placeOf[topic], _topics[_present]) = (_present, topic);
        _present++;
    }

    private int InWord(double left, ReadOnlySpan<int> topics, ReadOnlySpan<int> counts)
    {
        int found = 0;
        for (int entry = 0; entry < topics.Length && left >= 0; entry++)
        {
            left -= _coefficient[topics[entry]] * counts[entry];
            found = counts[entry] > 0 ? entry : found;
        }

        return topics[found];
    }

    private int InDocument(double left)
    {
        int place = 0;
        while (place < _present - 1 && (left -= _document[_topics[place]] * _beta / _summary[_topics[place]]) >= 0)
        {
            place++;
        }

        return _topics[place];
    }

    private int Anywhere(double left)
    {
        int topic = 0;
        while (topic < _summary.Length - 1 && (left -= _alpha * _beta / _summary[topic]) >= 0)
        {
            topic++;
        }

        return topic;
    }
}
