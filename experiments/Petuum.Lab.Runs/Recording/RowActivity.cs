using System.Numerics;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Runs;

/// <summary>
/// Which rows still move: for each table the curve <c>rows settled: T</c>, the share of the rows whose last change was
/// made before a clock (PAPERS R2). Increments of zero change nothing.
/// </summary>
internal sealed class RowActivity(IReadOnlyList<TableDefinition> tables)
{
    private readonly int[]?[] _lastChange = new int[tables.Count][];

    /// <summary>Notes the rows that an update changes.</summary>
    public void Add(Update update)
    {
        foreach (RowChange change in update.Changes)
        {
            int table = change.Batch.Table.Index;
            int[] last = _lastChange[table] ??= [.. Enumerable.Repeat(-1, tables[table].Rows)];
            for (int index = 0; index < change.Batch.Count; index++)
            {
                int row = change.Batch.Rows[index];
                if (last[row] < update.Clock && (change.Operation == RowOperation.Put || !IsZero(change.Batch, index)))
                {
                    last[row] = update.Clock;
                }
            }
        }
    }

    /// <summary>The curves of the tables that were written to, for clocks 0 … <paramref name="clocks"/>.</summary>
    public IReadOnlyList<SeriesRecord> ToRecords(int clocks)
    {
        List<SeriesRecord> records = [];
        for (int table = 0; table < tables.Count; table++)
        {
            if (_lastChange[table] is not { } last)
            {
                continue;
            }

            long[] settlesAt = new long[clocks + 1];
            foreach (int clock in last)
            {
                settlesAt[Math.Min(clock + 1, clocks)]++;
            }

            long settled = 0;
            for (int clock = 0; clock <= clocks; clock++)
            {
                settled += settlesAt[clock];
                records.Add(new SeriesRecord(
                    $"rows settled: {tables[table].Name}", clock, (double)settled / tables[table].Rows));
            }
        }

        return records;
    }

    private static bool IsZero(RowBatch batch, int index) => batch.Shape.Element switch
    {
        ElementType.Float => IsZero(batch.Row<float>(index)),
        ElementType.Double => IsZero(batch.Row<double>(index)),
        _ => IsZero(batch.Row<int>(index)),
    };

    private static bool IsZero<T>(ReadOnlySpan<T> values)
        where T : struct, INumber<T> => !values.ContainsAnyExcept(T.Zero);
}
