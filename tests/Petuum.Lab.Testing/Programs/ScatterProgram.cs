using System.Numerics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Testing.Programs;

/// <summary>Size and storage of a toy program's table.</summary>
public sealed record ScatterShape
{
    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of each row.</summary>
    public required int Columns { get; init; }

    /// <summary>Dense or sparse.</summary>
    public required RowKind Kind { get; init; }

    /// <summary>How rows are spread over shards.</summary>
    public required Sharding Sharding { get; init; }

    /// <summary>What a shard does with an increment.</summary>
    public ServerRule Rule { get; init; } = ServerRule.Add;

    /// <summary>Number of tables of this shape.</summary>
    public int Tables { get; init; } = 1;

    /// <summary>Most rows that a unit reads, and most that it increments.</summary>
    public int RowsPerUnit { get; init; } = 4;
}

/// <summary>
/// A data-parallel toy: each unit reads a few random rows and increments a few, which is all drawn from the seed, so a
/// test
/// knows every increment beforehand. One unit in eight does nothing at all.
/// </summary>
public abstract class ScatterProgram<T> : IProgram
    where T : unmanaged, INumber<T>
{
    private readonly ScatterShape _shape;

    private protected ScatterProgram(string name, ScatterShape shape)
    {
        (Name, _shape) = (name, shape);
        ElementType element = typeof(T) == typeof(float)
            ? ElementType.Float
            : typeof(T) == typeof(double) ? ElementType.Double : ElementType.Int;
        Tables =
        [
            .. Enumerable.Range(0, shape.Tables).Select(table => new TableDefinition(
                new TableId(table),
                $"toy{table}",
                shape.Rows,
                new RowShape(element, shape.Kind, shape.Columns),
                shape.Sharding,
                shape.Rule)),
        ];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new Worker(this, seed.Split("toy worker", worker.Index));

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("a data-parallel program has no scheduler.");

    /// <inheritdoc/>
    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    /// <summary>Every entry that a run of the plan increments, in no order that matters.</summary>
    private protected IEnumerable<(TableId Table, int Row, int Column)> Draws(JobPlan plan)
    {
        for (int worker = 0; worker < plan.Workers; worker++)
        {
            Seed seed = plan.Seed.Split("toy worker", worker);
            for (int round = 0; round < plan.Stop.MaxClocks; round++)
            {
                for (int unit = 0; unit < plan.UnitsPerRound; unit++)
                {
                    Pcg32 generator = Generator(seed, new WorkUnit(round, unit, ReadOnlyMemory<int>.Empty));
                    int reads = DeclareReads(generator, reads: null);
                    int count = reads == 0 ? 0 : generator.NextInt(_shape.RowsPerUnit + 1);
                    for (int change = 0; change < count; change++)
                    {
                        yield return DrawEntry(generator);
                    }
                }
            }
        }
    }

    /// <summary>What is added to one entry; <paramref name="read"/> is the sum of all that the unit read.</summary>
    private protected abstract T Delta(Pcg32 generator, T read);

    private Pcg32 Generator(Seed worker, in WorkUnit unit) =>
        worker.Split("unit", (unit.Round * 64L) + unit.Index).CreateGenerator();

    private int DeclareReads(Pcg32 generator, ReadSet? reads)
    {
        if (generator.NextInt(8) == 0)
        {
            return 0;
        }

        int count = generator.NextInt(_shape.RowsPerUnit + 1);
        for (int read = 0; read < count; read++)
        {
            TableId table = new(generator.NextInt(_shape.Tables));
            int row = generator.NextInt(_shape.Rows);
            _ = reads?.Add(table, row);
        }

        return count + 1;
    }

    private (TableId Table, int Row, int Column) DrawEntry(Pcg32 generator)
    {
        TableId table = new(generator.NextInt(_shape.Tables));
        int row = generator.NextInt(_shape.Rows);
        return (table, row, generator.NextInt(_shape.Columns));
    }

    private void Push(Pcg32 generator, T read, PushOutput output)
    {
        int count = generator.NextInt(_shape.RowsPerUnit + 1);
        for (int change = 0; change < count; change++)
        {
            (TableId table, int row, int column) = DrawEntry(generator);
            T delta = Delta(generator, read);
            if (_shape.Kind == RowKind.Sparse)
            {
                output.Increment(table, row, column, delta);
            }
            else
            {
                output.Increment<T>(table, row)[column] += delta;
            }
        }

        output.Report(work: 1 + count, samples: count);
    }

    private sealed class Worker(ScatterProgram<T> program, Seed seed) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) =>
            program.DeclareReads(program.Generator(seed, unit), reads);

        public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            Pcg32 generator = program.Generator(seed, unit);
            if (program.DeclareReads(generator, reads: null) == 0)
            {
                return;
            }

            T sum = T.Zero;
            for (int read = 0; read < rows.Count; read++)
            {
                ReadOnlySpan<T> values = program._shape.Kind == RowKind.Sparse
                    ? rows.Sparse<T>(read, out _)
                    : rows.Dense<T>(read);
                foreach (T value in values)
                {
                    sum += value;
                }
            }

            program.Push(generator, sum, output);
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}

/// <summary>
/// Adds 1 to random entries: the final table is the number of times each was drawn, whatever was read.
/// </summary>
public sealed class CountingProgram(ScatterShape shape) : ScatterProgram<int>("counting", shape)
{
    /// <summary>What a run of the plan adds up to: [table][row][column].</summary>
    public double[][][] Totals(JobPlan plan)
    {
        double[][][] totals = Models.ToArrays(new Model(Tables));
        foreach ((TableId table, int row, int column) in Draws(plan))
        {
            totals[table.Index][row][column]++;
        }

        return totals;
    }

    private protected override int Delta(Pcg32 generator, int read) => 1;
}

/// <summary>Adds doubles from −1 to 1.</summary>
public sealed class DoubleSumProgram(ScatterShape shape) : ScatterProgram<double>("double-sum", shape)
{
    private protected override double Delta(Pcg32 generator, double read) => generator.NextDouble(-1, 1);
}

/// <summary>
/// Adds floats of wildly different magnitude that depend on what was read: any other order of additions, and any other
/// content of a read, gives other bits.
/// </summary>
public sealed class FloatSumProgram(ScatterShape shape) : ScatterProgram<float>("float-sum", shape)
{
    private protected override float Delta(Pcg32 generator, float read)
    {
        float scale = BitConverter.Int32BitsToSingle((100 + generator.NextInt(55)) << 23);
        float delta = (float)generator.NextDouble(-1, 1) * scale;
        return delta + (0.125f * read / (1 + Math.Abs(read)));
    }
}
