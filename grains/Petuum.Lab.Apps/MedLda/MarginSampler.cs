using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// Topics of a document's tokens given all else (Zhu et al. 2014, eq. 12): LDA's collapsed chance of topic k times
/// exp(Σ_c [c y(λ + cℓ)/λ · γη_k − c²/(2λ) · (γ²η_k² + 2γη_k f⁻)]), γ = 1/N, f⁻ = γ Σ_j n_j⁻ η_j, ⁻ without the
/// token. With M_jk = Σ_c c²γ²/λ · η_jη_k and a_k = Σ_c c y(λ + cℓ)/λ · γη_k − ½M_kk the exponent is
/// a_k − Σ_j n_j⁻ M_jk. Not for several threads at once.
/// </summary>
internal sealed class MarginSampler
{
    private const int Lanes = 8;
    private readonly MedLdaOptions _options;
    private readonly int _topics;
    private readonly int _classes;
    private readonly double _betaOfAll;
    private readonly double[] _classifier;
    private readonly double[] _products;
    private readonly double[] _pulls;
    private readonly double[] _coupled;
    private readonly double[] _upTo;
    private readonly double[] _inverses;
    private readonly float[] _powers;
    private bool _hasMargins;

    public MarginSampler(MedLdaOptions options, int words, int classes)
    {
        (_options, _topics, _classes, _betaOfAll) = (options, options.Topics, classes, options.Beta * words);
        _classifier = new double[classes * _topics];
        _products = new double[_topics * _topics];
        (_pulls, _coupled, _upTo) = (new double[_topics], new double[_topics], new double[_topics]);
        _inverses = new double[_topics];
        _powers = new float[(_topics + Lanes - 1) / Lanes * Lanes];
        (Document, Summary) = (new int[_topics], new int[_topics]);
    }

    /// <summary>n_dk of the present document.</summary>
    public int[] Document { get; }

    /// <summary>n_k, as it was read, with own changes.</summary>
    public int[] Summary { get; }

    /// <summary>η of a class.</summary>
    public Span<double> Classifier(int of) => _classifier.AsSpan(of * _topics, _topics);

    /// <summary>A document begins: its topics, class and λ; <see cref="Classifier"/> and Summary are filled.</summary>
    public void Enter(ReadOnlySpan<ushort> topics, int label, ReadOnlySpan<double> lambda)
    {
        Array.Clear(Document);
        foreach (ushort topic in topics)
        {
            Document[topic]++;
        }

        Array.Clear(_products);
        Array.Clear(_pulls);
        Array.Clear(_coupled);
        double share = 1.0 / topics.Length;
        double cost = _options.Cost;
        _hasMargins = false;
        for (int of = 0; of < _classes; of++)
        {
            double quadratic = cost * share * (cost * share) / lambda[of];
            double linear = Sign(of, label) * cost * share * (1 + (cost * _options.Ell / lambda[of]));
            ReadOnlySpan<double> eta = Classifier(of);
            for (int topic = 0; topic < _topics; topic++)
            {
                _hasMargins |= eta[topic] != 0;
                _pulls[topic] += linear * eta[topic];
                double scaled = quadratic * eta[topic];
                Span<double> row = _products.AsSpan(topic * _topics, _topics);
                for (int other = 0; scaled != 0 && other < _topics; other++)
                {
                    row[other] += scaled * eta[other];
                }
            }
        }

        for (int topic = 0; topic < _topics; topic++)
        {
            _pulls[topic] -= 0.5 * _products[(topic * _topics) + topic];
            AddCoupled(topic, Document[topic]);
            _inverses[topic] = 1 / (Summary[topic] + _betaOfAll);
        }
    }

    /// <summary>
    /// Takes a token out of the counts, draws its topic anew and puts it back; n_kw are read plus added.
    /// </summary>
    public int Draw(int before, ReadOnlySpan<int> read, Span<int> added, Pcg32 chance)
    {
        Count(before, -1, added);
        Weigh(read, added);
        double drawn = chance.NextDouble() * _upTo[^1];
        int topic = 0;
        while (topic < _topics - 1 && _upTo[topic] <= drawn)
        {
            topic++;
        }

        Count(topic, 1, added);
        return topic;
    }

    /// <summary>
    /// Σ_{j ≤ k} of the chances, not normalised, of a token that is out of the counts; powers in single precision.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<double> Weigh(ReadOnlySpan<int> read, ReadOnlySpan<int> added)
    {
        if (_hasMargins)
        {
            RaisePowers();
        }

        double sum = 0;
        for (int topic = 0; topic < _topics; topic++)
        {
            double weight = (Document[topic] + _options.Alpha) * (read[topic] + added[topic] + _options.Beta)
                * _inverses[topic];
            sum += _hasMargins ? weight * _powers[topic] : weight;
            _upTo[topic] = sum;
        }

        return _upTo;
    }

    /// <summary>Adds to the counts of a topic, of document, summary and word.</summary>
    public void Count(int topic, int by, Span<int> added)
    {
        Document[topic] += by;
        Summary[topic] += by;
        added[topic] += by;
        _inverses[topic] = 1 / (Summary[topic] + _betaOfAll);
        AddCoupled(topic, by);
    }

    /// <summary>f of a class for the present document.</summary>
    public double ScoreOf(int of, ReadOnlySpan<double> shares) => Kernels.Dot<double>(Classifier(of), shares);

    /// <summary>y: +1 for the document's class, −1 for the others.</summary>
    public static int Sign(int of, int label) => of == label ? 1 : -1;

    /// <summary>exp of what the margins say, over the largest.</summary>
    private void RaisePowers()
    {
        double highest = double.NegativeInfinity;
        for (int topic = 0; topic < _topics; topic++)
        {
            highest = Math.Max(highest, _pulls[topic] - _coupled[topic]);
        }

        for (int topic = 0; topic < _topics; topic++)
        {
            _powers[topic] = (float)(_pulls[topic] - _coupled[topic] - highest);
        }

        ref float first = ref MemoryMarshal.GetReference<float>(_powers);
        for (int topic = 0; topic < _topics; topic += Lanes)
        {
            VectorMath.Exp(Vector256.LoadUnsafe(ref first, (nuint)topic)).StoreUnsafe(ref first, (nuint)topic);
        }
    }

    private void AddCoupled(int topic, double by)
    {
        ReadOnlySpan<double> row = _products.AsSpan(topic * _topics, _topics);
        for (int other = 0; _hasMargins && by != 0 && other < _topics; other++)
        {
            _coupled[other] += by * row[other];
        }
    }
}
