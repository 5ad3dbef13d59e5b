using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// Chooses which changed rows managed communication sends before it has to ([B] §4: R, RR, AM, RM): one ranking over
/// all tables, one budget.
/// </summary>
internal sealed class EarlyRows
{
    private readonly ManagedCommunication _managed;
    private readonly Pcg32 _generator;
    private readonly long[] _offsets;
    private readonly long _rows;
    private readonly List<int>[] _chosen;
    private readonly List<Candidate> _ranked = [];
    private long _next;

    public EarlyRows(ManagedCommunication managed, IReadOnlyList<TableDefinition> tables, Seed seed)
    {
        _managed = managed;
        _generator = seed.CreateGenerator();
        _chosen = [.. tables.Select(_ => new List<int>())];
        _offsets = new long[tables.Count];
        for (int table = 0; table < tables.Count; table++)
        {
            _offsets[table] = _rows;
            _rows += tables[table].Rows;
        }
    }

    /// <summary>Slots of the table's changed rows that were chosen, by descending worth.</summary>
    public IReadOnlyList<int> this[int table] => _chosen[table];

    /// <summary>Makes a changed row a candidate.</summary>
    /// <param name="changes">The table's changed rows.</param>
    /// <param name="slot">The row's slot in it.</param>
    /// <param name="copies">Readers that it goes to.</param>
    /// <param name="cache">What the row holds, where known: |δ/value| needs it.</param>
    public void Add(RowSet changes, int slot, int copies, RowCache? cache = null)
    {
        long position = _offsets[changes.Table.Id.Index] + changes.Rows[slot];
        long bytes = (long)changes.Block.RowBytes(slot) * copies;
        _ranked.Add(new Candidate(Key(changes, slot, position, cache), position, changes.Table.Id.Index, slot, bytes));
    }

    /// <summary>
    /// Takes the candidates that are worth most until the next one does not fit; returns their bytes. The others are
    /// forgotten.
    /// </summary>
    public long Choose(long bytesMax)
    {
        Array.ForEach(_chosen, static slots => slots.Clear());
        _ranked.Sort();
        long bytes = 0;
        for (int rank = 0; rank < Math.Min(_ranked.Count, _managed.RowsMax); rank++)
        {
            Candidate candidate = _ranked[rank];
            if (bytes + candidate.Bytes > bytesMax)
            {
                break;
            }

            bytes += candidate.Bytes;
            _chosen[candidate.Table].Add(candidate.Slot);
            _next = candidate.Position + 1;
        }

        _ranked.Clear();
        return bytes;
    }

    /// <summary>Smaller goes first.</summary>
    private double Key(RowSet changes, int slot, long position, RowCache? cache)
    {
        switch (_managed.Priority)
        {
            case CommunicationPriority.Random:
                return _generator.NextDouble();
            case CommunicationPriority.RoundRobin:
                return position >= _next ? position - _next : position - _next + _rows;
            case CommunicationPriority.AbsoluteMagnitude:
                return -changes.Block.Magnitude(slot, values: null, 0);
            default:
                bool known = cache is not null
                    && cache.Rows.TryFind(changes.Rows[slot], out int at)
                    && cache.IsPresent(at);
                return -changes.Block.Magnitude(
                    slot, known ? cache!.Rows.Block : null, known ? cache!.FindOrReserve(changes.Rows[slot]) : 0);
        }
    }

    /// <summary>A row that could go: <paramref name="Position"/> counts the rows of all tables before it.</summary>
    private readonly record struct Candidate(double Key, long Position, int Table, int Slot, long Bytes)
        : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) =>
            Key != other.Key ? Key.CompareTo(other.Key) : Position.CompareTo(other.Position);
    }
}
