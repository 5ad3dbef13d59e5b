using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// min f(Xβ) + λ‖β‖₁, no intercept, by column blocks: every worker descends on its own columns and adds what it did to
/// a shared prediction Xβ; the scheduler surveys, screens and chooses working sets. See the folder's README.
/// </summary>
public sealed class LinearProgram : IProgram
{
    private readonly LinearOptions _options;
    private readonly int? _staleness;
    private readonly double[] _initial;
    private readonly double _objectiveAtZero;

    /// <summary>A program on some data; the data are by columns when it is made.</summary>
    /// <exception cref="PlanException">Options or data cannot work; says why and the remedy.</exception>
    public LinearProgram(
        RegressionData data, LinearLoss loss, LinearOptions options, int? staleness = 0, double[]? initial = null)
        : this(new LinearData(data, loss), options, staleness, initial)
    {
    }

    /// <summary>A program on data that are by columns already.</summary>
    /// <param name="data">X and y.</param>
    /// <param name="options">Options.</param>
    /// <param name="staleness">
    /// The staleness s of the tables, at least 0, which decides the safe damping P + 2s(P − 1); null: unbounded, where
    /// nothing is safe and damping grows as long as the objective rises.
    /// </param>
    /// <param name="initial">β to start from, of length p; null: 0.</param>
    /// <exception cref="PlanException">Options or data cannot work; says why and the remedy.</exception>
    public LinearProgram(LinearData data, LinearOptions options, int? staleness = 0, double[]? initial = null)
    {
        (Data, _options, _staleness, _initial) = (data, options.Validated(), staleness, initial ?? []);
        PlanException.Require(
            staleness is not < 0, $"staleness {staleness}", "use 0 or more, or null if it is unbounded");
        Lambda = options.Lambda ?? (options.LambdaRatio!.Value * data.LambdaMax());
        PlanException.Require(
            Lambda > 0,
            "every column is orthogonal to the labels: a share of λmax = 0 means nothing",
            "use lambda, or other data");
        int features = data.Columns.Columns;
        PlanException.Require(
            _initial.Length == 0 || _initial.Length == features,
            $"{_initial.Length} coefficients to start from, for {features} features",
            "start from a model of the same features");
        double[] prediction = _initial.Length == 0 ? [] : data.Predict(_initial);
        Tables = LinearTables.Create(data.Columns.Rows, features, prediction, _initial);
        _objectiveAtZero = data.Loss.Value(data.Labels, new double[data.Columns.Rows]);
    }

    /// <inheritdoc/>
    public string Name => Data.Loss.ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <summary>X and y as used.</summary>
    public LinearData Data { get; }

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new LinearWorker(
        Data,
        Lambda,
        Partition.ByNonzeros(Data.Columns, workers)[worker.Index],
        workers,
        _initial);

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        new LinearScheduler(Data, Lambda, _options, _staleness, workers);

    /// <summary>β, of length p.</summary>
    public double[] CoefficientsOf(Model model) => LinearTables.CoefficientsOf(model, Data.Columns.Columns);

    /// <summary>
    /// The objective of the table's β, exactly. Gap: a duality gap over the objective at β = 0, see <see
    /// cref="LinearOptions.ExactEvaluation"/>. Metrics: <c>nonzeros</c> of β; <c>kkt</c>, the largest violation of the
    /// optimality conditions over λ; <c>active</c>, the columns that screening has left; for classes
    /// <c>trainAccuracy</c>.
    /// </summary>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        ReadOnlySpan<double> beta = LinearTables.CoefficientsIn(model, Data.Columns.Columns);
        Certificate certificate = Certificate.From(model.Dense<double>(LinearTables.Certificate, 0));
        double[] prediction = Data.Predict(beta);
        LossTerms terms;
        double dual = certificate.Dual;
        double violation = certificate.Surveys > 0 ? certificate.Violation : double.NaN;
        if (_options.ExactEvaluation)
        {
            double[] correlations = Data.Correlations(prediction, out terms);
            violation = Violation(beta, correlations, out double largest) / Lambda;
            dual = Math.Max(dual, Dual(prediction, terms, largest));
        }
        else
        {
            int samples = prediction.Length;
            terms = Data.Loss.Linearize(Data.Labels, prediction, new double[samples], new double[samples]);
            dual = certificate.IsFresh ? Math.Max(dual, Dual(prediction, terms, certificate.Largest)) : dual;
        }

        (int nonzeros, double absolute) = Sizes(beta);
        double objective = terms.Loss + (Lambda * absolute);
        double columns = certificate.Surveys > 0 ? certificate.Columns : beta.Length;
        List<Metric> metrics = [new("nonzeros", nonzeros), new("kkt", violation), new("active", columns)];
        if (Data.Loss.Classifies)
        {
            metrics.Add(new Metric("trainAccuracy", LinearPredictions.Accuracy(Data.Labels, prediction)));
        }

        return new Evaluation(objective, Math.Max(0, objective - dual) / _objectiveAtZero, metrics);
    }

    private double Dual(double[] prediction, in LossTerms terms, double largest) =>
        Data.Loss.Dual(Data.Labels, prediction, terms, Lambda / Math.Max(largest, double.Epsilon));

    private double Violation(ReadOnlySpan<double> beta, double[] correlations, out double largest)
    {
        double violation = 0;
        largest = 0;
        for (int column = 0; column < beta.Length; column++)
        {
            violation = Math.Max(violation, Optimality.Violation(beta[column], correlations[column], Lambda));
            largest = Math.Max(largest, Math.Abs(correlations[column]));
        }

        return violation;
    }

    private static (int Nonzeros, double Absolute) Sizes(ReadOnlySpan<double> beta)
    {
        int nonzeros = 0;
        double absolute = 0;
        for (int column = 0; (column = LinearKernels.NextNonzero(beta, column)) < beta.Length; column++)
        {
            nonzeros++;
            absolute += Math.Abs(beta[column]);
        }

        return (nonzeros, absolute);
    }
}
