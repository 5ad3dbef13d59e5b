using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Runs;

/// <summary>
/// How stale the workers' reads were, by table. The lag of a row that is complete to clock k, read in round c, is k − 1
/// − c (<see cref="LagRecord"/>): −1 under BSP, never below −1 − s.
/// </summary>
internal sealed class LagCounts(IReadOnlyList<TableDefinition> tables)
{
    private readonly List<long>[] _countsByAge = [.. tables.Select(_ => new List<long>())];
    private readonly SortedDictionary<int, long>[] _younger =
    [
        .. tables.Select(_ => new SortedDictionary<int, long>()),
    ];

    /// <summary>Counts every row of a read in round <paramref name="clock"/>.</summary>
    public void Add(RowView rows, int clock)
    {
        for (int index = 0; index < rows.Count; index++)
        {
            int table = rows.Read(index).Table.Index;
            int age = clock - rows.ProvenanceOf(index).Clock;
            if (age < 0)
            {
                _younger[table][age] = _younger[table].GetValueOrDefault(age) + 1;
                continue;
            }

            List<long> counts = _countsByAge[table];
            while (counts.Count <= age)
            {
                counts.Add(0);
            }

            counts[age]++;
        }
    }

    /// <summary>The lines of <c>lags.csv</c>: by table, the stalest first.</summary>
    public IReadOnlyList<LagRecord> ToRecords()
    {
        List<LagRecord> records = [];
        for (int table = 0; table < tables.Count; table++)
        {
            string name = tables[table].Name;
            for (int age = _countsByAge[table].Count - 1; age >= 0; age--)
            {
                if (_countsByAge[table][age] > 0)
                {
                    records.Add(new LagRecord(name, -1 - age, _countsByAge[table][age]));
                }
            }

            records.AddRange(_younger[table].Reverse().Select(pair => new LagRecord(name, -1 - pair.Key, pair.Value)));
        }

        return records;
    }

    /// <summary>The mean lag over all reads; NaN if there were none.</summary>
    public static double Mean(IReadOnlyList<LagRecord> records)
    {
        (double sum, long count) = (0, 0);
        foreach (LagRecord record in records)
        {
            sum += (double)record.Lag * record.Count;
            count += record.Count;
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
