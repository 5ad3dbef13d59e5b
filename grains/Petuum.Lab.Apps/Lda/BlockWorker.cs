using System.Runtime.InteropServices;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// A worker of the forms that go through blocks of words: a unit reads the rows of a block and the topic summary, draws
/// new topics for its documents' tokens of those words, document by document, and commits the differences. Where rounds
/// are scheduled the unit names the block; otherwise blocks take turns, each worker beginning with another.
/// </summary>
internal sealed class BlockWorker(
    LdaOptions options,
    Documents documents,
    LdaBlocks blocks,
    int worker,
    IBlockSampler sampler,
    LdaStart start,
    Seed seed) : IWorkerProgram, ITopicsOfTokens
{
    private readonly LdaTokens _tokens = new(documents, blocks.DocumentsOf(worker));
    private readonly BlockCounts _counts = new(options, blocks.WordsMax, documents.Words);
    private readonly ushort[] _topics = start.DrawAll(blocks.DocumentsOf(worker));
    private LdaChance _chance = new(seed.Split("worker", worker).CreateGenerator());
    private double[] _logOf = [];

    /// <inheritdoc/>
    public IEnumerable<(int Document, int Word, int Topic)> Topics => _tokens.With(_topics);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        IndexRange words = blocks.WordsOf(BlockOf(unit));
        reads.AddRange(LdaTables.Words, words.Start, words.Count);
        reads.Add(LdaTables.Topics, 0);
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        IndexRange words = blocks.WordsOf(BlockOf(unit));
        ReadOnlySpan<int> before = rows.DenseRange<int>(0, words.Count);
        _counts.Load(before, rows.Dense<int>(words.Count));
        sampler.Begin(_counts, words.Count);
        _logOf = _logOf.Length > 0 ? _logOf : LogRising.Terms(options.Alpha, Math.Max(1, _tokens.LongestDocument));
        IndexRange own = Partition.ByCount(_tokens.Range.Count, new DataPart(unit.Index % unit.Count, unit.Count));
        double likelihood = 0;
        long visited = 0;
        for (int document = own.Start; document < own.End; document++)
        {
            likelihood += Sample(document, words, ref visited);
        }

        _counts.AddChanges(
            before,
            output.IncrementRange<int>(LdaTables.Words, words.Start, words.Count),
            output.Increment<int>(LdaTables.Topics, 0));
        output.Increment<double>(LdaTables.Likelihood, 0)[0] += likelihood;
        int draws = LdaProgram.Proposes(options.Form) ? 2 * options.Steps : options.Topics;
        output.Report(work: visited * draws, samples: visited);
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

    /// <summary>Draws for a document's tokens of the block; returns the likelihood's growth.</summary>
    private double Sample(int document, IndexRange words, ref long visited)
    {
        System.Range tokens = _tokens.TokensOf(document);
        ReadOnlySpan<int> wordOf = _tokens.Word[tokens];
        int first = LowerBound(wordOf, words.Start);
        int end = LowerBound(wordOf, words.End);
        if (first == end)
        {
            return 0;
        }

        Span<ushort> topics = _topics.AsSpan(tokens);
        float[] counts = _counts.Document;
        foreach (ushort topic in topics)
        {
            counts[topic]++;
        }

        double likelihood = 0;
        for (int token = first; token < end; token++)
        {
            (int row, int before) = (wordOf[token] - words.Start, topics[token]);
            int now = sampler.Draw(_counts, row, topics, token, ref _chance);
            if (now != before)
            {
                _counts.Count(row, before, -1);
                likelihood += _logOf[(int)counts[now]] - _logOf[(int)counts[before]];
                _counts.Count(row, now, 1);
                topics[token] = (ushort)now;
            }
        }

        foreach (ushort topic in topics)
        {
            counts[topic] = 0;
        }

        visited += end - first;
        return likelihood;
    }

    private int BlockOf(in WorkUnit unit) =>
        unit.Items.Length > 0 ? unit.Items.Span[0] : blocks.BlockOf(worker, unit.Round);

    private static int LowerBound(ReadOnlySpan<int> words, int word)
    {
        (int low, int high) = (0, words.Length);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            (low, high) = words[middle] < word ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>How documents are shared by workers and words cut into blocks, both balanced by tokens.</summary>
internal sealed class LdaBlocks
{
    private readonly IndexRange[] _documents;
    private readonly IndexRange[] _words;

    public LdaBlocks(Documents documents, int workers, int blocks)
        : this(Partition.ByTokens(documents, workers), Partition.WordsByTokens(documents, blocks))
    {
    }

    /// <summary>Blocks that were written down.</summary>
    public LdaBlocks(StateReader facts)
        : this(facts.ReadArray<IndexRange>(), facts.ReadArray<IndexRange>())
    {
    }

    private LdaBlocks(IndexRange[] documents, IndexRange[] words)
    {
        (_documents, _words) = (documents, words);
        WordsMax = _words.Max(range => range.Count);
    }

    /// <summary>Writes them down.</summary>
    public void Save(StateWriter facts)
    {
        facts.WriteSpan<IndexRange>(_documents);
        facts.WriteSpan<IndexRange>(_words);
    }

    /// <summary>Workers that it was made for.</summary>
    public int Workers => _documents.Length;

    /// <summary>Words of the largest block.</summary>
    public int WordsMax { get; }

    /// <summary>The documents of a worker.</summary>
    public IndexRange DocumentsOf(int worker) => _documents[worker];

    /// <summary>The words of a block.</summary>
    public IndexRange WordsOf(int block) => _words[block];

    /// <summary>The block of a worker in a round where nobody schedules.</summary>
    public int BlockOf(int worker, int round) =>
        (int)((((long)worker * _words.Length / Workers) + round) % _words.Length);
}
