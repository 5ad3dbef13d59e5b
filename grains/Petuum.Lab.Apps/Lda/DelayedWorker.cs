using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// A worker of <see cref="LdaForm.Delayed"/>: a clock is an epoch, a word pass and a document pass over its documents.
/// Where a round has several units, each is an epoch of a part of the documents. It reads all word rows and the topic
/// summary and commits the differences; the tokens' topics are its own state.
/// </summary>
internal sealed class DelayedWorker(
    LdaOptions options, Documents documents, IndexRange range, LdaStart start, Seed seed)
    : IWorkerProgram, ITopicsOfTokens
{
    private DelayedPart[] _parts = [];
    private DelayedSampler? _sampler;

    /// <inheritdoc/>
    public IEnumerable<(int Document, int Word, int Topic)> Topics => _parts.SelectMany(part => part.Topics());

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        reads.AddRange(LdaTables.Words, 0, documents.Words);
        reads.Add(LdaTables.Topics, 0);
    }

    /// <inheritdoc/>
    public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        CutInto(unit.Count);
        DelayedPart part = _parts[unit.Index];
        DelayedSampler sampler = _sampler!;
        sampler.Begin(rows.Dense<int>(documents.Words));
        output.Increment<double>(LdaTables.Likelihood, 0)[0] += part.Sample(
            sampler,
            rows.DenseRange<int>(0, documents.Words),
            output.IncrementRange<int>(LdaTables.Words, 0, documents.Words),
            output.Increment<int>(LdaTables.Topics, 0));
        output.Report(work: 2L * part.Count * options.Steps, samples: part.Count);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(_parts.Length);
        foreach (DelayedPart part in _parts)
        {
            part.Save(state);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        int parts = state.Read<int>();
        if (parts > 0)
        {
            CutInto(parts);
        }

        foreach (DelayedPart part in _parts)
        {
            part.Load(state);
        }
    }

    /// <summary>One part for each unit of a round, made when the first one comes.</summary>
    private void CutInto(int parts)
    {
        if (_parts.Length == parts)
        {
            return;
        }

        _parts = new DelayedPart[parts];
        for (int part = 0; part < parts; part++)
        {
            IndexRange own = Partition.ByCount(range.Count, new DataPart(part, parts));
            IndexRange whole = new(range.Start + own.Start, range.Start + own.End);
            _parts[part] = new DelayedPart(options, documents, whole, start, seed);
        }

        int longest = Math.Max(1, _parts.Max(part => part.LongestDocument));
        _sampler = new DelayedSampler(options, documents.Words, longest);
    }
}
