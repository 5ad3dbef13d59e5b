using System.Runtime.InteropServices;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// A worker: it has the topics of its documents' tokens and their λ. In a round it draws all of them anew, topics
/// first, from the counts and the classifier that it reads; the scheduler gets what its documents say about η.
/// </summary>
internal sealed class MedLdaWorker : IWorkerProgram, ITopicsOfTokens
{
    /// <summary>|ζ| below this is taken for this: the mean of 1/λ is 1/(c|ζ|).</summary>
    private const double SlackMin = 1e-6;

    private readonly MedLdaOptions _options;
    private readonly MedLdaData _data;
    private readonly LdaTokens _tokens;
    private readonly MarginSampler _sampler;
    private readonly LogRising _alpha;
    private readonly Pcg32 _chance;
    private readonly ushort[] _topics;
    private readonly double[] _lambda;
    private readonly double[] _shares;
    private readonly double[] _sums;

    public MedLdaWorker(MedLdaOptions options, MedLdaData data, IndexRange range, LdaStart start, Seed seed)
    {
        (_options, _data) = (options, data);
        (_tokens, _topics) = (new LdaTokens(data.Documents, range), start.DrawAll(range));
        _sampler = new MarginSampler(options, data.Documents.Words, data.Classes.Length);
        _alpha = new LogRising(options.Alpha);
        _chance = seed.CreateGenerator();
        _lambda = new double[range.Count * data.Classes.Length];
        Array.Fill(_lambda, 1);
        _shares = new double[options.Topics];
        _sums = new double[data.Classes.Length * MarginPosterior.WidthOf(options.Topics)];
    }

    /// <inheritdoc/>
    public IEnumerable<(int Document, int Word, int Topic)> Topics => _tokens.With(_topics);

    private int Classes => _data.Classes.Length;

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        if (unit.Items.Span[0] != MedLdaScheduler.Draw)
        {
            return;
        }

        reads.AddRange(LdaTables.Words, 0, _data.Documents.Words);
        reads.Add(LdaTables.Topics, 0);
        for (int of = 0; of < Classes; of++)
        {
            reads.Add(MedLdaTables.Classifier, of);
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        if (unit.Items.Span[0] != MedLdaScheduler.Draw)
        {
            return;
        }

        int words = _data.Documents.Words;
        rows.Dense<int>(words).CopyTo(_sampler.Summary);
        for (int of = 0; of < Classes; of++)
        {
            rows.Dense<double>(words + 1 + of)[.._options.Topics].CopyTo(_sampler.Classifier(of));
        }

        int[] before = [.. _sampler.Summary];
        ReadOnlySpan<int> read = rows.DenseRange<int>(0, words);
        Span<int> added = output.IncrementRange<int>(LdaTables.Words, 0, words);
        Array.Clear(_sums);
        (double likelihood, double right, double hinge) = (0, 0, 0);
        for (int document = 0; document < _tokens.Range.Count; document++)
        {
            likelihood += DrawTopics(document, read, added);
            hinge += DrawLambda(document, out bool isRight);
            right += isRight ? 1 : 0;
        }

        Span<int> summary = output.Increment<int>(LdaTables.Topics, 0);
        for (int topic = 0; topic < summary.Length; topic++)
        {
            summary[topic] += _sampler.Summary[topic] - before[topic];
        }

        output.Increment<double>(LdaTables.Likelihood, 0)[0] += likelihood;
        output.AddResult(right);
        output.AddResult(hinge);
        foreach (double sum in _sums)
        {
            output.AddResult(sum);
        }

        output.Report((long)_tokens.Count * _options.Topics, samples: _tokens.Count);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.WriteSpan<byte>(MemoryMarshal.AsBytes(_topics.AsSpan()));
        state.WriteSpan<double>(_lambda);
        state.Write(_chance.State);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadSpan(MemoryMarshal.AsBytes(_topics.AsSpan()));
        state.ReadSpan<double>(_lambda);
        _chance.State = state.Read<ulong>();
    }

    /// <summary>Draws a document's topics anew; returns by how much Σ_k ln Γ(n_dk + α) grew.</summary>
    private double DrawTopics(int document, ReadOnlySpan<int> read, Span<int> added)
    {
        Span<ushort> topics = _topics.AsSpan(_tokens.TokensOf(document));
        if (topics.IsEmpty)
        {
            return 0;
        }

        int count = _options.Topics;
        ReadOnlySpan<int> words = _tokens.Word[_tokens.TokensOf(document)];
        _sampler.Enter(topics, LabelOf(document), LambdaOf(document));
        double likelihood = -LikelihoodOf(_sampler.Document);
        for (int token = 0; token < topics.Length; token++)
        {
            int first = words[token] * count;
            topics[token] = (ushort)_sampler.Draw(
                topics[token], read.Slice(first, count), added.Slice(first, count), _chance);
        }

        return likelihood + LikelihoodOf(_sampler.Document);
    }

    /// <summary>
    /// Draws a document's λ, one a class, 1/λ from an inverse Gaussian of mean 1/(c|ζ|) (eq. 14), and adds what it says
    /// about η; returns Σ_c max(0, ζ), ζ = ℓ − yf. A document without words says nothing.
    /// </summary>
    private double DrawLambda(int document, out bool isRight)
    {
        int label = LabelOf(document);
        int length = _tokens.TokensOf(document).End.Value - _tokens.TokensOf(document).Start.Value;
        isRight = false;
        if (length == 0)
        {
            return Classes * _options.Ell;
        }

        for (int topic = 0; topic < _shares.Length; topic++)
        {
            _shares[topic] = (double)_sampler.Document[topic] / length;
        }

        Span<double> lambda = LambdaOf(document);
        int width = MarginPosterior.WidthOf(_shares.Length);
        (double cost, double ell) = (_options.Cost, _options.Ell);
        (double hinge, double best, int chosen) = (0, double.NegativeInfinity, 0);
        for (int of = 0; of < Classes; of++)
        {
            double score = _sampler.ScoreOf(of, _shares);
            int sign = MarginSampler.Sign(of, label);
            double slack = ell - (sign * score);
            hinge += Math.Max(0, slack);
            (best, chosen) = score > best ? (score, of) : (best, chosen);
            lambda[of] = 1 / InverseGaussian.Draw(1 / (cost * Math.Max(Math.Abs(slack), SlackMin)), _chance);
            MarginPosterior.Add(
                _shares, cost * cost / lambda[of], sign * cost * (1 + (cost * ell / lambda[of])),
                _sums.AsSpan(of * width, width));
        }

        isRight = chosen == label;
        return hinge;
    }

    private double LikelihoodOf(ReadOnlySpan<int> counts)
    {
        double sum = 0;
        foreach (int count in counts)
        {
            sum += _alpha[count];
        }

        return sum;
    }

    private int LabelOf(int document) => _data.Labels[_tokens.Range.Start + document];

    private Span<double> LambdaOf(int document) => _lambda.AsSpan(document * Classes, Classes);
}
