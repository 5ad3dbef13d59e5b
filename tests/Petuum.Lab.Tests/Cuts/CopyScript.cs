using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>What happens to a shard whose cuts are taken meanwhile, a draw a step: prints, and shrinks.</summary>
internal sealed record CopyScript(
    IReadOnlyList<int> Draws, ApplyMode Apply, int Rows, int Columns, CutSizes Sizes)
{
    /// <summary>Its last column counts versions; only the first writer writes to it.</summary>
    internal const int Revised = 3;

    /// <summary>Short and long ones, with chunks of a row, of a few rows, and of all of them.</summary>
    public static Arbitrary<CopyScript> Arbitrary()
    {
        Gen<CopyScript> scripts =
            from steps in Gen.Choose(0, 120)
            from draws in Gen.Choose(0, int.MaxValue).ArrayOf(steps)
            from apply in Gen.Elements(ApplyMode.Clocked, ApplyMode.Arrival)
            from rows in Gen.Choose(1, 40)
            from columns in Gen.Choose(2, 5)
            from chunk in Gen.Elements(1, 56, 120, 300, 1 << 20)
            from piece in Gen.Elements(1, 200, 1000, 1 << 20)
            select new CopyScript([.. draws], apply, rows, columns, new CutSizes(chunk, piece));
        return Arb.From(scripts, Shrink);
    }

    /// <summary>Dense and sparse rows of every type, and dense ones whose increments are gradients.</summary>
    public JobPlan Plan() =>
        Toys.Plan(new Program(Tables()), new Asp(), workers: 3, clocks: 1000) with { Shards = 1, Apply = Apply };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Apply}, {Rows} × {Columns}, {Sizes}: [{string.Join(", ", Draws)}]";

    private static IEnumerable<CopyScript> Shrink(CopyScript script)
    {
        for (int size = script.Draws.Count / 2; size > 0; size /= 2)
        {
            for (int at = 0; at + size <= script.Draws.Count; at += size)
            {
                yield return script with { Draws = [.. script.Draws.Take(at), .. script.Draws.Skip(at + size)] };
            }
        }

        if (script.Rows > 1)
        {
            yield return script with { Rows = script.Rows / 2 };
        }

        if (script.Columns > 2)
        {
            yield return script with { Columns = 2 };
        }
    }

    private TableDefinition[] Tables() =>
    [
        new(new TableId(0), "dense", Rows, new(ElementType.Float, RowKind.Dense, Columns), Sharding.Range),
        new(new TableId(1), "sparse", Rows, new(ElementType.Int, RowKind.Sparse, Columns), Sharding.Hash),
        new(new TableId(2), "wide", Rows, new(ElementType.Double, RowKind.Sparse, 4 * Columns), Sharding.Range),
        new(
            new TableId(Revised),
            "revised",
            Rows,
            new(ElementType.Float, RowKind.Dense, Columns),
            Sharding.Range,
            ServerRule.AdaRevision,
            Step: 0.3),
        new(new TableId(4), "double", Rows, new(ElementType.Double, RowKind.Dense, Columns), Sharding.Hash),
    ];

    private sealed class Program(TableDefinition[] tables) : IProgram
    {
        public string Name => "tables";

        public IReadOnlyList<TableDefinition> Tables => tables;

        public bool IsModelParallel => false;

        public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
            throw new InvariantException("nobody works here.");

        public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
            throw new InvariantException("nobody schedules here.");

        public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);
    }
}
