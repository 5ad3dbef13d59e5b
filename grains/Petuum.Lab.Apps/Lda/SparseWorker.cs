using System.Runtime.InteropServices;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// A worker of <see cref="LdaForm.Sparse"/>: a unit goes through its documents once (all of the worker's where a round
/// has one unit), reads the sparse rows of their words and the topic summary, and commits the differences.
/// </summary>
internal sealed class SparseWorker : IWorkerProgram, ITopicsOfTokens
{
    private readonly LdaOptions _options;
    private readonly LdaTokens _tokens;
    private readonly ushort[] _topics;
    private readonly SparseRows _rows;
    private readonly BucketSampler _sampler;
    private readonly int[] _placeOf;
    private readonly double[] _logOf;
    private LdaChance _chance;
    private int[] _words = [];
    private int[] _wordTokens = [];

    public SparseWorker(
        LdaOptions options, Documents documents, IndexRange range, int worker, LdaStart start, Seed seed)
    {
        (_options, _tokens, _topics) = (options, new LdaTokens(documents, range), start.DrawAll(range));
        _rows = new SparseRows(options.Topics);
        _sampler = new BucketSampler(options, documents.Words);
        _placeOf = new int[documents.Words];
        _logOf = LogRising.Terms(options.Alpha, Math.Max(1, _tokens.LongestDocument));
        _chance = new LdaChance(seed.Split("worker", worker).CreateGenerator());
    }

    /// <inheritdoc/>
    public IEnumerable<(int Document, int Word, int Topic)> Topics => _tokens.With(_topics);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        CountWords(DocumentsOf(unit));
        foreach (int word in _words)
        {
            reads.Add(LdaTables.Words, word);
        }

        reads.Add(LdaTables.Topics, 0);
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        IndexRange own = DocumentsOf(unit);
        Span<int> summary = output.Increment<int>(LdaTables.Topics, 0);
        _rows.Load(rows, _wordTokens);
        _sampler.Begin(rows.Dense<int>(_words.Length));
        double likelihood = 0;
        for (int document = own.Start; document < own.End; document++)
        {
            likelihood += Sample(_tokens.TokensOf(document), summary);
        }

        for (int word = 0; word < _words.Length; word++)
        {
            _rows.Commit(word, _words[word], rows, output);
        }

        int samples = _tokens.DocumentStart[own.End] - _tokens.DocumentStart[own.Start];
        output.Increment<double>(LdaTables.Likelihood, 0)[0] += likelihood;
        output.Report(work: (long)samples * Math.Min(_options.Topics, 10), samples);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.WriteSpan<byte>(MemoryMarshal.AsBytes(_topics.AsSpan()));
        state.Write(_chance.State);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadSpan(MemoryMarshal.AsBytes(_topics.AsSpan()));
        _chance.State = state.Read<ulong>();
    }

    private IndexRange DocumentsOf(in WorkUnit unit) =>
        Partition.ByCount(_tokens.Range.Count, new DataPart(unit.Index, unit.Count));

    /// <summary>The words of some documents, ascending, and how many tokens each has there.</summary>
    private void CountWords(IndexRange documents)
    {
        Array.Clear(_placeOf);
        ReadOnlySpan<int> wordOf =
            _tokens.Word[_tokens.DocumentStart[documents.Start].._tokens.DocumentStart[documents.End]];
        foreach (int word in wordOf)
        {
            _placeOf[word]++;
        }

        List<int> words = [];
        List<int> tokens = [];
        for (int word = 0; word < _placeOf.Length; word++)
        {
            if (_placeOf[word] > 0)
            {
                tokens.Add(_placeOf[word]);
                _placeOf[word] = words.Count;
                words.Add(word);
            }
        }

        (_words, _wordTokens) = ([.. words], [.. tokens]);
    }

    /// <summary>Draws anew for the tokens of a document; returns the likelihood's growth.</summary>
    private double Sample(System.Range tokens, Span<int> summary)
    {
        ReadOnlySpan<int> wordOf = _tokens.Word[tokens];
        Span<ushort> topics = _topics.AsSpan(tokens);
        _sampler.Enter(topics);
        double likelihood = 0;
        for (int token = 0; token < topics.Length; token++)
        {
            int word = _placeOf[wordOf[token]];
            int before = topics[token];
            _rows.Add(word, before, -1);
            _sampler.Count(before, -1);
            likelihood -= _logOf[_sampler.CountOf(before)];
            int now = _sampler.Draw(_rows.TopicsOf(word), _rows.CountsOf(word), ref _chance);
            likelihood += _logOf[_sampler.CountOf(now)];
            _sampler.Count(now, 1);
            _rows.Add(word, now, 1);
            if (now != before)
            {
                topics[token] = (ushort)now;
                summary[before]--;
                summary[now]++;
            }
        }

        _sampler.Leave();
        return likelihood;
    }
}
