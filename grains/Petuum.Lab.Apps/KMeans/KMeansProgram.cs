using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>
/// Mini-batch k-means (Sculley 2010), data-parallel: minimise (1/n) Σ_i min_k ‖x_i − m_k‖². Tables keep the sum and the
/// number of the rows that each centre was given, so that what workers add never conflicts. See the folder's README.
/// </summary>
public sealed class KMeansProgram : PartedBatchProgram
{
    /// <summary>Row k: S_k, the sum of the rows that centre k was given, and v_k, how many those are.</summary>
    public static readonly TableId CentreTable = new(0);

    private readonly KMeansOptions _options;

    /// <summary>K-means of the rows of <paramref name="data"/>, whose labels do not matter.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">K and share.</param>
    /// <param name="seed">The seed of the first centres.</param>
    /// <param name="start">Tables to go on from; null to start afresh.</param>
    /// <exception cref="PlanException">More clusters than rows.</exception>
    public KMeansProgram(RegressionData data, KMeansOptions options, Seed seed, Model? start = null)
        : this(data, options, Start(start, CentreTable, FirstCentres(data, options, seed, start)), isPart: false)
    {
    }

    /// <summary>K-means where only one worker's rows are.</summary>
    /// <param name="part">These rows.</param>
    /// <param name="options">K and share.</param>
    /// <param name="facts">What the program over all rows has written.</param>
    public KMeansProgram(RegressionData part, KMeansOptions options, StateReader facts)
        : this(part, options, FirstValues.Load<double>(facts), isPart: true)
    {
    }

    private KMeansProgram(RegressionData data, KMeansOptions options, IRowInitializer? first, bool isPart)
        : base(data, isPart)
    {
        _options = options;
        Tables =
        [
            new TableDefinition(
                CentreTable,
                "centres",
                options.Clusters,
                new RowShape(ElementType.Double, RowKind.Dense, data.Columns + 1),
                Sharding.Hash,
                Initializer: first),
        ];
    }

    /// <inheritdoc/>
    public override string Name => "kmeans";

    /// <inheritdoc/>
    public override IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public override IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => new KMeansWorker(
        Data.Features,
        new BatchOrder(RowsOf(worker, workers), _options.Share, seed.Split("worker", worker.Index)),
        _options.Clusters);

    /// <inheritdoc/>
    /// <remarks>
    /// The mean squared distance to the nearest centre, over all rows. Gap: how far it fell since the evaluation
    /// before, relative to it; ∞ if it rose. Metric <c>usedClusters</c>: centres that are the nearest of some row.
    /// </remarks>
    public override Evaluation Evaluate(Model model, Evaluation? previous)
    {
        KMeansModel centres = new(model);
        bool[] isUsed = new bool[centres.Clusters];
        double sum = 0;
        for (int row = 0; row < Data.Rows; row++)
        {
            (int cluster, double distance) = centres.Nearest(Data.Features.Row(row));
            isUsed[cluster] = true;
            sum += distance;
        }

        double objective = sum / Data.Rows;
        return new Evaluation(
            objective,
            RelativeFall(objective, previous),
            [new Metric("usedClusters", isUsed.AsSpan().Count(true))]);
    }

    private static KMeansSeeding? FirstCentres(RegressionData data, KMeansOptions options, Seed seed, Model? start)
    {
        Check(
            options.Clusters <= data.Rows,
            $"{options.Clusters} clusters of {data.Rows} rows",
            "use at most as many clusters as rows");
        return start is null ? new KMeansSeeding(data.Features, options.Clusters, seed) : null;
    }
}
