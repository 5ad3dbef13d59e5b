using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>Chooses which rows managed communication sends before it has to ([B] §4: R, RR, AM, RM).</summary>
internal sealed class EarlyRows(CommunicationPriority priority, Seed seed)
{
    private readonly Pcg32 _generator = seed.CreateGenerator();
    private readonly List<int> _chosen = [];
    private readonly List<(double Key, int Row, int Slot)> _ranked = [];
    private readonly Dictionary<TableId, int> _nextRow = [];

    /// <summary>
    /// Slots of <paramref name="rows"/> by descending worth, at most <paramref name="rowsMax"/> and within a byte
    /// budget; <paramref name="copiesOf"/> says how many readers a row goes to, null for one.
    /// </summary>
    public IReadOnlyList<int> Choose(
        RowSet rows, RowCache? cache, int rowsMax, long bytesMax, out long bytes, Func<int, int>? copiesOf = null)
    {
        Rank(rows, cache);
        _chosen.Clear();
        bytes = 0;
        foreach ((_, int row, int slot) in _ranked)
        {
            long size = (long)rows.Block.RowBytes(slot) * (copiesOf?.Invoke(row) ?? 1);
            if (_chosen.Count == rowsMax || bytes + size > bytesMax)
            {
                break;
            }

            bytes += size;
            _chosen.Add(slot);
            _nextRow[rows.Table.Id] = row + 1;
        }

        return _chosen;
    }

    private void Rank(RowSet rows, RowCache? cache)
    {
        _ranked.Clear();
        for (int slot = 0; slot < rows.Count; slot++)
        {
            _ranked.Add((Key(rows, slot, cache), rows.Rows[slot], slot));
        }

        _ranked.Sort(static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Row.CompareTo(b.Row));
    }

    /// <summary>Smaller goes first.</summary>
    private double Key(RowSet rows, int slot, RowCache? cache)
    {
        switch (priority)
        {
            case CommunicationPriority.Random:
                return _generator.NextDouble();
            case CommunicationPriority.RoundRobin:
                int ahead = rows.Rows[slot] - _nextRow.GetValueOrDefault(rows.Table.Id);
                return ahead >= 0 ? ahead : ahead + (double)rows.Table.Rows;
            case CommunicationPriority.AbsoluteMagnitude:
                return -rows.Block.Magnitude(slot, values: null, 0);
            default:
                bool known = cache is not null
                    && cache.Rows.TryFind(rows.Rows[slot], out int at)
                    && cache.IsPresent(at);
                return -rows.Block.Magnitude(
                    slot, known ? cache!.Rows.Block : null, known ? cache!.FindOrReserve(rows.Rows[slot]) : 0);
        }
    }
}
