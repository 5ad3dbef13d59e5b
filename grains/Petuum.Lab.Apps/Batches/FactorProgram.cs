using System.Numerics;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>
/// X ≈ LR, data-parallel: atoms R in a table, the codes L with the workers that have the rows. The objective is that of
/// the best codes for the table's atoms.
/// </summary>
public abstract class FactorProgram : PartedBatchProgram
{
    /// <summary>Row j: the K atoms' values of feature j.</summary>
    public static readonly TableId AtomTable = new(0);

    /// <summary>One row: the running mean of D, and of 1.</summary>
    public static readonly TableId CurvatureTable = new(1);

    private const int ExpectedStaleness = 4;
    private readonly FactorOptions _options;
    private readonly FactorRule _rule;
    private readonly int? _staleness;

    /// <summary>A factorisation of all rows.</summary>
    private protected FactorProgram(
        RegressionData data,
        FactorOptions options,
        int? staleness,
        FactorRule rule,
        string atoms,
        Seed seed,
        Model? start)
        : this(
            data, options, staleness, rule, atoms,
            Start(start, AtomTable, start is null ? NewAtoms(data, rule, seed) : null),
            Start(start, CurvatureTable, null),
            isPart: false)
    {
    }

    /// <summary>One where only one worker's rows are.</summary>
    private protected FactorProgram(
        RegressionData part, FactorOptions options, int? staleness, FactorRule rule, string atoms, StateReader facts)
        : this(
            part, options, staleness, rule, atoms, FirstValues.Load<double>(facts), FirstValues.Load<double>(facts),
            isPart: true)
    {
    }

    private FactorProgram(
        RegressionData data,
        FactorOptions options,
        int? staleness,
        FactorRule rule,
        string atoms,
        IRowInitializer? firstAtoms,
        IRowInitializer? firstCurvature,
        bool isPart)
        : base(data, isPart)
    {
        (_options, _staleness, _rule) = (options, staleness, rule);
        CheckRank(rule.Rank, Math.Max(data.Columns, rule.Rank), "features or atoms");
        RowShape shape = new(ElementType.Double, RowKind.Dense, rule.Rank);
        Tables =
        [
            new TableDefinition(
                AtomTable, atoms, data.Columns, shape, Sharding.Range,
                rule.IsNonNegative ? ServerRule.AddNonNegative : ServerRule.Add, firstAtoms),
            new TableDefinition(
                CurvatureTable, "curvature", 1, shape with { Columns = rule.Rank + 1 }, Sharding.Hash,
                Initializer: firstCurvature),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    /// <exception cref="PlanException">The codes of a worker's rows do not fit into one array.</exception>
    public override IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        IndexRange mine = RowsOf(worker, workers);
        CheckRank(_rule.Rank, mine.Count, "rows of a worker");
        return new FactorWorker(
            Data.Features,
            _rule,
            new FactorStep(
                _options.Share, _options.Passes, workers, 1 + (_staleness ?? ExpectedStaleness)),
            mine,
            seed.Split("worker", worker.Index));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Gap: how far the objective fell since the evaluation before, relative to it; ∞ if it rose. Metrics:
    /// <c>relativeError</c>, √(‖X − LR‖² / ‖X‖²), and <c>density</c>, the share of the codes' values that are not 0.
    /// </remarks>
    public override Evaluation Evaluate(Model model, Evaluation? previous)
    {
        FactorModel atoms = new(model, _rule);
        double[] code = new double[_rule.Rank];
        FactorErrors errors = default;
        for (int row = 0; row < Data.Rows; row++)
        {
            errors = errors.With(atoms.Encode(Data.Features.Row(row), code), code, Data.Features.Row(row));
        }

        double objective = errors.Squares + (_rule.Lambda * errors.Absolute);
        return new Evaluation(
            objective,
            RelativeFall(objective, previous),
            [
                new Metric("relativeError", errors.Relative),
                new Metric("density", errors.Nonzeros / ((double)Data.Rows * _rule.Rank)),
            ]);
    }

    private static FirstAtoms NewAtoms(RegressionData data, FactorRule rule, Seed seed)
    {
        CheckRank(rule.Rank, Math.Max(data.Columns, rule.Rank), "features or atoms");
        return new FirstAtoms(data.Features, rule, seed);
    }

    /// <summary>
    /// First atoms: the mean of five rows drawn from the seed where they are not negative; where they are bounded, rows
    /// that are not 0, in a random order, scaled to the ball's radius: each once before any comes twice.
    /// </summary>
    private sealed class FirstAtoms : IRowInitializer
    {
        private const int RowsOfMean = 5;
        private readonly double[] _atoms;
        private readonly int _rank;

        public FirstAtoms(SparseMatrix rows, FactorRule rule, Seed seed)
        {
            _rank = rule.Rank;
            _atoms = new double[rows.Columns * _rank];
            if (rule.Radius is { } radius)
            {
                AddRows(rows, radius, seed);
            }
            else
            {
                AddMeans(rows, seed);
            }
        }

        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            for (int atom = 0; atom < values.Length; atom++)
            {
                values[atom] = T.CreateChecked(_atoms[(row * _rank) + atom]);
            }
        }

        private void AddRows(SparseMatrix rows, double radius, Seed seed)
        {
            int[] order = [.. Enumerable.Range(0, rows.Rows).Where(row => RowProducts.SquaredNorm(rows.Row(row)) > 0)];
            seed.Split("first atoms").CreateGenerator().Shuffle<int>(order);
            for (int atom = 0; atom < (order.Length == 0 ? 0 : _rank); atom++)
            {
                SparseVector row = rows.Row(order[atom % order.Length]);
                Add(atom, row, radius / Math.Sqrt(RowProducts.SquaredNorm(row)));
            }
        }

        private void AddMeans(SparseMatrix rows, Seed seed)
        {
            for (int atom = 0; atom < _rank; atom++)
            {
                Pcg32 chance = seed.Split("first atom", atom).CreateGenerator();
                for (int n = 0; n < RowsOfMean; n++)
                {
                    Add(atom, rows.Row(chance.NextInt(rows.Rows)), 1.0 / RowsOfMean);
                }
            }
        }

        private void Add(int atom, SparseVector row, double scale)
        {
            for (int entry = 0; entry < row.Count; entry++)
            {
                _atoms[(row.Indices[entry] * _rank) + atom] += scale * row.Values[entry];
            }
        }
    }
}

/// <summary>Atoms of a model, and the codes of rows in them. Not for several threads at once.</summary>
public sealed class FactorModel
{
    private const int PassesMax = 200;
    private readonly FactorCodes _codes;

    internal FactorModel(Model model, FactorRule rule)
    {
        (Rank, Features) = (rule.Rank, model.Tables[FactorProgram.AtomTable.Index].Rows);
        double[] atoms = new double[Features * Rank];
        for (int feature = 0; feature < Features; feature++)
        {
            model.Dense<double>(FactorProgram.AtomTable, feature).CopyTo(atoms.AsSpan(feature * Rank));
        }

        _codes = new FactorCodes(rule);
        _codes.Load(atoms);
    }

    /// <summary>K.</summary>
    public int Rank { get; }

    /// <summary>Values of an atom.</summary>
    public int Features { get; }

    /// <summary>The value of an atom at a feature.</summary>
    public double Atom(int atom, int feature) => _codes.Atoms[(feature * Rank) + atom];

    /// <summary>The best code of a row, of length K; returns ‖x − lR‖².</summary>
    public double Encode(SparseVector row, Span<double> code)
    {
        code.Clear();
        _codes.Solve(row, code, PassesMax);
        return _codes.SquaredError(row, code);
    }
}

/// <summary>Sums over rows and their codes.</summary>
/// <param name="Squares">Σ ‖x − lR‖².</param>
/// <param name="Norms">Σ ‖x‖².</param>
/// <param name="Absolute">Σ ‖l‖₁.</param>
/// <param name="Nonzeros">Values of codes that are not 0.</param>
public readonly record struct FactorErrors(double Squares, double Norms, double Absolute, long Nonzeros)
{
    /// <summary>√(‖X − LR‖² / ‖X‖²); 0 if X is 0.</summary>
    public double Relative => Norms > 0 ? Math.Sqrt(Squares / Norms) : 0;

    /// <summary>With one row more.</summary>
    public FactorErrors With(double squaredError, ReadOnlySpan<double> code, SparseVector row)
    {
        (double absolute, long nonzeros) = (Absolute, Nonzeros);
        foreach (double value in code)
        {
            absolute += Math.Abs(value);
            nonzeros += value != 0 ? 1 : 0;
        }

        return new FactorErrors(
            Squares + squaredError, Norms + RowProducts.SquaredNorm(row), absolute, nonzeros);
    }
}
