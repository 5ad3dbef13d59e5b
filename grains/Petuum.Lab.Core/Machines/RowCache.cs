using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// A table's rows at a worker, each with the clock it is complete to, with the worker's own changes on top. Rows that
/// came in one message share one entry about where they came from.
/// </summary>
internal sealed class RowCache(TableDefinition table)
{
    private const int Absent = 0;
    private const int SourcesMin = 64;

    private Provenance[] _sources = [new Provenance(0, Clock: -1, 0, 0)];
    private int _sourceCount = 1;
    private int[] _source = [];
    private int[] _kept = [];
    private bool[] _isRefreshing = [];
    private int _raisedFrom;
    private int _raisedTo;

    /// <summary>The rows held.</summary>
    public RowSet Rows { get; } = new(table);

    /// <summary>Different places and times that rows held came from, and some that they came from once.</summary>
    public int Sources => _sourceCount;

    /// <summary>The slot of a row; a new one holds no copy yet.</summary>
    public int FindOrReserve(int row)
    {
        if (Rows.TryFind(row, out int slot))
        {
            return slot;
        }

        slot = Rows.FindOrAdd(row);
        if (slot == _source.Length)
        {
            int size = Math.Max(16, 2 * slot);
            Array.Resize(ref _source, size);
            Array.Resize(ref _isRefreshing, size);
        }

        return slot;
    }

    /// <summary>
    /// The slot of the first row, one that holds no copy yet if it is new; and how many of the rows, from the first on,
    /// lie one after the other.
    /// </summary>
    public int FindOrReserveRun(ReadOnlySpan<int> rows, out int count)
    {
        count = Rows.FindRun(rows, out int slot);
        if (count > 0)
        {
            return slot;
        }

        count = 1;
        return FindOrReserve(rows[0]);
    }

    /// <summary>True if a copy is held.</summary>
    public bool IsPresent(int slot) => _source[slot] != Absent;

    /// <summary>The clock that the copy is complete to; less than 0 if there is none.</summary>
    public int ClockOf(int slot) => _sources[_source[slot]].Clock;

    /// <summary>
    /// How many of consecutive slots, from the first on, are alike: of the same source, and all refreshing or none.
    /// </summary>
    public int CountAlike(int slot, int count)
    {
        int sameSource = _source.AsSpan(slot, count).IndexOfAnyExcept(_source[slot]);
        count = sameSource < 0 ? count : sameSource;
        int sameState = _isRefreshing.AsSpan(slot, count).IndexOfAnyExcept(_isRefreshing[slot]);
        return sameState < 0 ? count : sameState;
    }

    /// <summary>
    /// True if no fresh copies of the rows at these slots, which are alike, are under way yet; from now on some are.
    /// </summary>
    public bool BeginRefresh(int slot, int count = 1)
    {
        bool begins = !_isRefreshing[slot];
        _isRefreshing.AsSpan(slot, count).Fill(true);
        return begins;
    }

    /// <summary>True while a copy is under way that was asked for by <see cref="BeginRefresh"/>.</summary>
    public bool IsRefreshing(int slot) => _isRefreshing[slot];

    /// <summary>Where the copy came from.</summary>
    public Provenance ProvenanceOf(int slot) => _sources[_source[slot]];

    /// <summary>Says where the rows of the next <see cref="Overwrite"/> come from.</summary>
    public void Open(in Provenance provenance)
    {
        if (_sourceCount >= SourcesMin + (2 * Rows.Count))
        {
            ForgetSources();
        }

        RowValues.Grow(ref _sources, _sourceCount + 1);
        _sources[_sourceCount++] = provenance;
    }

    /// <summary>Takes fresh copies from a shard, of rows at consecutive slots.</summary>
    public void Overwrite(int slot, RowBatch batch, int index, int count)
    {
        Provenance provenance = _sources[_sourceCount - 1];
        Span<int> sources = _source.AsSpan(slot, count);
        for (int offset = 0; offset < count;)
        {
            int known = sources[offset];
            Invariant.Require(
                known == Absent || _sources[known].Version <= provenance.Version,
                $"shard {provenance.Shard} sent version {provenance.Version} of a row after a later one.");
            int other = sources[offset..].IndexOfAnyExcept(known);
            offset = other < 0 ? count : offset + other;
        }

        sources.Fill(_sourceCount - 1);
        _isRefreshing.AsSpan(slot, count).Clear();
        if (slot == 0 && count == Rows.Count && count == batch.Count && batch.IsOurs)
        {
            Rows.Block.TakeAll(batch);
        }
        else
        {
            Rows.Block.ApplyRange(slot, batch, index, count, RowOperation.Put, ServerRule.Add);
        }
    }

    /// <summary>
    /// A pushed clock says that the copy is complete to it although it was not sent again: it had not changed.
    /// </summary>
    public void RaiseClock(int slot, int clock)
    {
        int source = _source[slot];
        if (_sources[source].Clock >= clock)
        {
            return;
        }

        if (_raisedTo == Absent || _raisedFrom != source || _sources[_raisedTo].Clock != clock)
        {
            Open(_sources[source] with { Clock = clock });
            (_raisedFrom, _raisedTo) = (_source[slot], _sourceCount - 1);
        }

        _source[slot] = _raisedTo;
    }

    /// <summary>Drops the sources that no row is of any more, and numbers the others anew.</summary>
    private void ForgetSources()
    {
        RowValues.Grow(ref _kept, _sourceCount);
        Span<int> kept = _kept.AsSpan(0, _sourceCount);
        kept.Clear();
        foreach (int source in _source.AsSpan(0, Rows.Count))
        {
            kept[source] = 1;
        }

        int count = 1;
        for (int source = 1; source < kept.Length; source++)
        {
            if (kept[source] > 0)
            {
                _sources[count] = _sources[source];
                kept[source] = count++;
            }
        }

        kept[Absent] = Absent;
        foreach (ref int source in _source.AsSpan(0, Rows.Count))
        {
            source = kept[source];
        }

        _sourceCount = count;
        (_raisedFrom, _raisedTo) = (Absent, Absent);
    }
}
