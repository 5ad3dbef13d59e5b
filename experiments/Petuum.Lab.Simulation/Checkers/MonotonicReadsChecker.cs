using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// A reader never sees an older copy of a row than it saw before: version, clock and own updates do not fall.
/// </summary>
public sealed class MonotonicReadsChecker : Checker
{
    private readonly int[] _firstRows;
    private readonly RowIndex[] _places;
    private readonly Provenance[][] _last;

    /// <summary>A checker of one run.</summary>
    public MonotonicReadsChecker(JobPlan plan)
        : base(plan)
    {
        _firstRows = FirstRows(plan.Program.Tables);
        _places = new RowIndex[plan.Workers + 1];
        _last = new Provenance[plan.Workers + 1][];
        for (int reader = 0; reader < _places.Length; reader++)
        {
            (_places[reader], _last[reader]) = (new RowIndex(), []);
        }
    }

    /// <inheritdoc/>
    public override string Name => "monotonic reads";

    /// <inheritdoc/>
    public override void On(in RunEvent happened)
    {
        if (happened.Kind != RunEventKind.RowsRead)
        {
            return;
        }

        RowView view = (RowView)happened.Payload!;
        int reader = WriterOf(happened.Source);
        for (int index = 0; index < view.Count; index++)
        {
            (TableId table, int row) = view.Read(index);
            int place = _places[reader].FindOrAdd(_firstRows[table.Index] + row);
            if (place >= _last[reader].Length)
            {
                Array.Resize(ref _last[reader], Math.Max(16, 2 * place));
            }

            ref Provenance last = ref _last[reader][place];
            Provenance seen = view.ProvenanceOf(index);
            if (seen.Version < last.Version || seen.Clock < last.Clock || seen.OwnUpdates < last.OwnUpdates)
            {
                Fail(
                    happened,
                    $"{happened.Source} in round {happened.Clock} read {NameOf(table, row)} as {seen} after {last}.");
            }

            last = seen;
        }

        Checks += view.Count;
    }

    internal override bool Wants(RunEventKind kind) => kind == RunEventKind.RowsRead;
}
