using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>
/// Linear support vector machine by dual coordinate descent: minimise ½‖w‖² + C Σ_i loss(y_i wᵀx_i). Every worker
/// descends on the dual variables of its rows, and the sum of their moves is taken by the best step. See the folder's
/// README.
/// </summary>
public sealed class SvmProgram : IPartedProgram
{
    /// <summary>The name in specs.</summary>
    public const string ProgramName = "svm";

    private readonly SvmOptions _options;
    private readonly SvmData _data;
    private readonly bool _isPart;

    /// <summary>A machine for rows of two classes; the smaller label is the negative one.</summary>
    /// <exception cref="PlanException">Options or data cannot work; says why and the remedy.</exception>
    public SvmProgram(RegressionData data, SvmOptions options)
        : this(new SvmData(data, options.Bias), options, isPart: false)
    {
    }

    /// <summary>A machine where only one worker's rows are.</summary>
    /// <param name="part">These rows.</param>
    /// <param name="options">Options.</param>
    /// <param name="facts">What the program over all rows has written.</param>
    public SvmProgram(RegressionData part, SvmOptions options, StateReader facts)
        : this(new SvmData(part, options.Bias, facts.Read<double>(), facts.Read<double>()), options, isPart: true)
    {
    }

    private SvmProgram(SvmData data, SvmOptions options, bool isPart)
    {
        (_options, _data, _isPart) = (SvmOptions.Section.Validated(options), data, isPart);
        Tables = SvmTables.Create(_data.Width);
    }

    /// <inheritdoc/>
    public string Name => ProgramName;

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => true;

    /// <summary>The labels of the negative and the positive class.</summary>
    public (double Negative, double Positive) Classes => (_data.NegativeClass, _data.PositiveClass);

    /// <summary>Rounds in which every worker takes up all of its rows once.</summary>
    public static int RoundsPerPass(int rows, int workers, double share)
    {
        int most = ((rows - 1) / workers) + 1;
        return ((most - 1) / SvmBatches.BatchOf(most, share)) + 1;
    }

    /// <summary>The weights of the features, and what is added to wᵀx.</summary>
    public (double[] Coefficients, double Intercept) WeightsOf(Model model)
    {
        double[] weights = SvmTables.WeightsOf(model, _data.Width);
        return _data.Bias > 0 ? (weights[..^1], _data.Bias * weights[^1]) : (weights, 0);
    }

    /// <inheritdoc/>
    public long FactsBytes => 2 * sizeof(double);

    /// <inheritdoc/>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => Partition.ByCount(_data.Rows.Rows, workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        facts.Write(_data.NegativeClass);
        facts.Write(_data.PositiveClass);
    }

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        IndexRange mine = Partition.ByCount(
            _data.Rows.Rows, _isPart ? DataPart.Whole : new DataPart(worker.Index, workers));
        return new SvmWorker(
            _data, _options, mine, new SvmBatches(mine, _options.Share, seed.Split("worker", worker.Index)));
    }

    /// <inheritdoc/>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) => new SvmScheduler(_options, _data.Width, workers);

    /// <inheritdoc/>
    /// <remarks>
    /// Objective: the least primal of any evaluation, as that of the dual's w goes up and down on its way. Gap: the
    /// duality gap of the model, over the primal at w = 0. Metrics: <c>primal</c> and <c>dual</c> of the model,
    /// <c>trainAccuracy</c>.
    /// </remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double[] weights = SvmTables.WeightsOf(model, _data.Width);
        double[] scores = _data.Scores(weights);
        double losses = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            double loss = Math.Max(0, 1 - (_data.Labels[row] * scores[row]));
            losses += _options.Loss == SvmLoss.Hinge ? loss : loss * loss;
        }

        double half = 0.5 * Kernels.Dot<double>(weights, weights);
        double primal = half + (_options.Cost * losses);
        ReadOnlySpan<double> sums = model.Dense<double>(SvmTables.Dual, 0);
        double dual = sums[0] - half - (0.5 * _options.Diagonal * sums[1]);
        return new Evaluation(
            Math.Min(primal, previous?.Objective ?? primal),
            Math.Max(0, primal - dual) / (_options.Cost * scores.Length),
            [
                new Metric("primal", primal),
                new Metric("dual", dual),
                new Metric("trainAccuracy", LinearPredictions.Accuracy(_data.Labels, scores)),
            ]);
    }
}
