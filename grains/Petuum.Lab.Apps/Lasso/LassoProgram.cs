using System.Numerics;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// Lasso by parallel coordinate descent ([K] Fig. 6, [S16] Alg. 2): min ½‖y − Xβ‖² + λ‖β‖₁. Rows of X are spread over
/// workers, variables are scheduled. See the folder's README.
/// </summary>
public sealed class LassoProgram : IPartedProgram
{
    /// <summary>Its name in specs.</summary>
    public const string ProgramName = "lasso";
    private readonly RegressionData _data;
    private readonly LassoOptions _options;
    private readonly bool _isWarm;

    /// <summary>A program on some data.</summary>
    /// <param name="data">X and y.</param>
    /// <param name="options">λ and the schedule.</param>
    /// <param name="start">A model of as many coefficients to go on from; null starts at β = 0.</param>
    /// <exception cref="PlanException">Options or data cannot work; says why and the remedy.</exception>
    public LassoProgram(RegressionData data, LassoOptions options, Model? start = null)
    {
        _options = options.Validated();
        _isWarm = start is not null;
        Data = new LassoData(data, options.Standardize);
        _data = options.Standardize ? new RegressionData(Data.Columns, Data.Labels.ToArray()) : data;
        Lambda = options.Lambda ?? (options.LambdaRatio!.Value * Data.LambdaMax);
        PlanException.Require(
            Lambda > 0,
            "every column is orthogonal to y: a share of λmax = 0 means nothing",
            "use lambda, or other data");
        Tables = TablesFor(data.Columns, start is null ? null : new StartingBeta(start));
    }

    /// <summary>
    /// The table of coefficients: p rows as <see cref="BetaRow"/> describes, spread over shards by range.
    /// </summary>
    public static TableId Beta { get; } = new(0);

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <summary>X and y as used.</summary>
    public LassoData Data { get; }

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <inheritdoc/>
    /// <remarks>Standardised columns are of all rows.</remarks>
    public bool IsParted => !_options.Standardize;

    /// <inheritdoc/>
    /// <remarks>It asks how columns correlate.</remarks>
    public bool SchedulesByData => true;

    /// <inheritdoc/>
    public long FactsBytes => 0;

    /// <inheritdoc/>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => Partition.ByNonzeros(_data.Features, workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
    }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        WorkerOf(_data.SelectRows(Partition.ByNonzeros(_data.Features, workers)[worker.Index]), _isWarm);

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed)
    {
        ISchedulingPolicy policy = SchedulingPolicies.Create(
            _options.Scheduling, Data.Columns.Columns, seed.Split("lasso schedule"), new ColumnCoupling(Data));
        return new LassoScheduler(Data, Lambda, _options.Parallelism, policy, _isWarm);
    }

    /// <summary>The tables of a program of so many features.</summary>
    internal static IReadOnlyList<TableDefinition> TablesFor(int features, IRowInitializer? first) =>
        [new TableDefinition(Beta, "beta", features, BetaRow.Shape, Sharding.Range, Initializer: first)];

    /// <summary>A worker that has some rows.</summary>
    internal static IWorkerProgram WorkerOf(RegressionData rows, bool isWarm) =>
        new LassoWorker(rows.Features.ToColumns(), rows.Labels, isWarm);

    /// <summary>β, of length p.</summary>
    public static double[] CoefficientsOf(Model model)
    {
        double[] beta = new double[model.Tables[Beta.Index].Rows];
        for (int item = 0; item < beta.Length; item++)
        {
            beta[item] = model.Dense<double>(Beta, item)[BetaRow.Value];
        }

        return beta;
    }

    /// <summary>
    /// The objective and, as gap, the largest violation of the optimality conditions over λ; from the table's β, not
    /// from
    /// workers' residuals. Metrics: <c>nonzeros</c> of β, <c>kkt</c> (the gap again), <c>changed</c> (R2 of [S16]: how
    /// many
    /// coefficients moved since the evaluation before, see <see cref="LassoOptions.ChangeTolerance"/>).
    /// </summary>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double[] beta = CoefficientsOf(model);
        ReadOnlySpan<double> before =
            previous is { Memory.IsEmpty: false } ? previous.Memory.Span : new double[beta.Length];
        SolutionQuality quality = SolutionQuality.Of(Data, Lambda, beta);
        return new Evaluation(
            quality.Objective,
            quality.LargestViolation,
            [
                new Metric("nonzeros", beta.Count(value => value != 0)),
                new Metric("kkt", quality.LargestViolation),
                new Metric("changed", CountChanged(beta, before)),
            ])
        {
            Memory = beta,
        };
    }

    /// <summary>
    /// p/ρ, up to which Shotgun's random schedule is safe (Bradley et al. 2011): ρ is the spectral radius of XᵀX with
    /// columns of length 1, found by <see cref="SpectralRadius"/>.
    /// </summary>
    public double ShotgunSafeParallelism() => Data.Columns.Columns / SpectralRadius.Of(Data);

    private int CountChanged(double[] beta, ReadOnlySpan<double> before)
    {
        double scale = 0;
        foreach (double value in beta)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        int changed = 0;
        for (int item = 0; item < beta.Length; item++)
        {
            changed += Math.Abs(beta[item] - before[item]) <= _options.ChangeTolerance * scale ? 0 : 1;
        }

        return changed;
    }
}

/// <summary>β of an earlier run, with stamps that no round of this one has.</summary>
internal sealed class StartingBeta(Model start) : IRowInitializer
{
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        start.Dense<T>(LassoProgram.Beta, row).CopyTo(values);
        values[BetaRow.Stamp] = T.Zero;
    }
}

/// <summary>A row of the table <c>beta</c>.</summary>
public static class BetaRow
{
    /// <summary>Two doubles.</summary>
    public static RowShape Shape { get; } = new(ElementType.Double, RowKind.Dense, 2);

    /// <summary>The column of β_j.</summary>
    public static int Value => 0;

    /// <summary>The column of the stamp: 1 + the round whose pull wrote the row, 0 before the first.</summary>
    public static int Stamp => 1;
}
