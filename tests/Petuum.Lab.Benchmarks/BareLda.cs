using System.Numerics;
using System.Runtime.InteropServices;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Benchmarks;

/// <summary>The delayed form's passes without a platform: threads add up after every epoch what changed.</summary>
internal sealed class BareDelayed
{
    private readonly DelayedPart[] _parts;
    private readonly DelayedSampler[] _samplers;
    private readonly int[] _words;
    private readonly int[] _topics;
    private readonly int[][] _wordChanges;
    private readonly int[][] _topicChanges;

    public BareDelayed(Documents documents, LdaOptions options, int threads, Seed seed)
    {
        LdaStart start = new(documents, options.Topics, null, seed);
        IndexRange[] ranges = Partition.ByTokens(documents, threads);
        _parts = [.. ranges.Select(range => new DelayedPart(options, documents, range, start, seed))];
        int longest = Math.Max(1, _parts.Max(part => part.LongestDocument));
        _samplers = [.. _parts.Select(_ => new DelayedSampler(options, documents.Words, longest))];
        (_words, _topics, _) = start.Counts(new LogRising(options.Alpha));
        _wordChanges = [.. ranges.Select(_ => new int[_words.Length])];
        _topicChanges = [.. ranges.Select(_ => new int[_topics.Length])];
    }

    /// <summary>Passes over the tokens.</summary>
    public void Run(int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            Thread[] threads = [.. Enumerable.Range(0, _parts.Length).Select(part => new Thread(() => Work(part)))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            for (int part = 0; part < _parts.Length; part++)
            {
                AddTo(_words, _wordChanges[part]);
                AddTo(_topics, _topicChanges[part]);
            }
        }
    }

    private void Work(int part)
    {
        _wordChanges[part].AsSpan().Clear();
        _topicChanges[part].AsSpan().Clear();
        _samplers[part].Begin(_topics);
        _parts[part].Sample(_samplers[part], _words, _wordChanges[part], _topicChanges[part]);
    }

    private static void AddTo(int[] sums, int[] values)
    {
        Span<Vector<int>> target = MemoryMarshal.Cast<int, Vector<int>>(sums.AsSpan());
        ReadOnlySpan<Vector<int>> source = MemoryMarshal.Cast<int, Vector<int>>(values);
        for (int index = 0; index < target.Length; index++)
        {
            target[index] += source[index];
        }

        for (int index = target.Length * Vector<int>.Count; index < sums.Length; index++)
        {
            sums[index] += values[index];
        }
    }
}

/// <summary>
/// Exact collapsed Gibbs sampling, all K chances of every token: each thread on its documents with a copy of the
/// counts, merged after every pass. One thread is the textbook's sampler.
/// </summary>
internal sealed class BareGibbs
{
    private readonly LdaOptions _options;
    private readonly Documents _documents;
    private readonly IndexRange[] _ranges;
    private readonly int[] _firstToken;
    private readonly ushort[] _topicOf;
    private readonly int[] _words;
    private readonly int[] _topics;
    private readonly Pcg32[] _chances;

    public BareGibbs(Documents documents, LdaOptions options, int threads, Seed seed)
    {
        (_documents, _options) = (documents, options);
        _ranges = Partition.ByTokens(documents, threads);
        _chances = [.. _ranges.Select((_, thread) => seed.Split("gibbs", thread).CreateGenerator())];
        LdaStart start = new(documents, options.Topics, null, seed);
        (int[] words, int[] topics, _) = start.Counts(new LogRising(options.Alpha));
        (_words, _topics) = ([.. words], [.. topics]);
        _topicOf = new ushort[documents.Tokens];
        _firstToken = new int[documents.Count + 1];
        for (int document = 0; document < documents.Count; document++)
        {
            int length = documents.LengthOf(document);
            _firstToken[document + 1] = _firstToken[document] + length;
            start.Draw(document, _topicOf.AsSpan(_firstToken[document], length));
        }
    }

    /// <summary>One pass over all tokens.</summary>
    public void Pass()
    {
        int[][] words = [.. _ranges.Select(_ => _words.ToArray())];
        int[][] topics = [.. _ranges.Select(_ => _topics.ToArray())];
        Thread[] threads =
            [.. Enumerable.Range(0, _ranges.Length).Select(t => new Thread(() => Work(t, words[t], topics[t])))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Merge(_words, words);
        Merge(_topics, topics);
    }

    /// <summary>The counts as a model.</summary>
    public Model ToModel()
    {
        LdaProgram program = new(_documents, _options, new Seed(1));
        Model model = new(program.Tables);
        MessagePool pool = new();
        TableDefinition table = program.Tables[LdaTables.Words.Index];
        for (int word = 0; word < _documents.Words; word++)
        {
            RowBatch batch = pool.RentBatch(table.Id, table.Shape);
            _words.AsSpan(word * _options.Topics, _options.Topics)
                .CopyTo(batch.Append<int>(word, _options.Topics, out _));
            model.Put(batch);
            batch.Release();
        }

        return model;
    }

    private void Work(int thread, int[] words, int[] topics)
    {
        int count = _options.Topics;
        int[] own = new int[count];
        float[] upTo = new float[count];
        float beta = (float)_options.Beta, all = (float)_options.Beta * _documents.Words, alpha = (float)_options.Alpha;
        Pcg32 chance = _chances[thread];
        for (int document = _ranges[thread].Start; document < _ranges[thread].End; document++)
        {
            Span<ushort> topicOf = _topicOf.AsSpan(_firstToken[document].._firstToken[document + 1]);
            own.AsSpan().Clear();
            foreach (ushort topic in topicOf)
            {
                own[topic]++;
            }

            int token = 0;
            for (int entry = _documents.Offsets[document]; entry < _documents.Offsets[document + 1]; entry++)
            {
                Span<int> row = words.AsSpan(_documents.Word[entry] * count, count);
                for (int times = _documents.Times[entry]; times > 0; times--, token++)
                {
                    int topic = topicOf[token];
                    own[topic]--;
                    row[topic]--;
                    topics[topic]--;
                    float sum = 0;
                    for (int k = 0; k < count; k++)
                    {
                        sum += (own[k] + alpha) * (row[k] + beta) / (topics[k] + all);
                        upTo[k] = sum;
                    }

                    float drawn = (float)chance.NextDouble() * sum;
                    topic = 0;
                    while (topic < count - 1 && upTo[topic] <= drawn)
                    {
                        topic++;
                    }

                    topicOf[token] = (ushort)topic;
                    own[topic]++;
                    row[topic]++;
                    topics[topic]++;
                }
            }
        }
    }

    /// <summary>Adds up what each copy has changed.</summary>
    private static void Merge(int[] counts, int[][] copies)
    {
        for (int index = 0; index < counts.Length; index++)
        {
            int before = counts[index];
            foreach (int[] copy in copies)
            {
                counts[index] += copy[index] - before;
            }
        }
    }
}
