using System.Numerics;
using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>
/// Distance metric learning ([K] §"DML"), data-parallel SGD on pairs: minimise
/// Σ_S ‖L(x−y)‖² + λ Σ_D max(0, 1 − ‖L(x−y)‖²). See the folder's README.
/// </summary>
public sealed class DmlProgram : BatchProgram
{
    /// <summary>Row j: column j of L, rank doubles, and G, its accumulated squared gradient.</summary>
    public static readonly TableId MetricTable = new(0);

    private readonly DmlOptions _options;
    private readonly PairData _pairs;
    private readonly (SparseMatrix Rows, RowPairs Similar, RowPairs Dissimilar) _scored;
    private readonly NearestNeighbours _neighbours;
    private readonly Lazy<double> _euclidean;
    private readonly double _length;

    /// <summary>A metric for some pairs of rows.</summary>
    /// <param name="data">The rows; their labels are for <c>knnAccuracy</c>.</param>
    /// <param name="test">Rows that are asked about; null to ask about some of those learnt from.</param>
    /// <param name="pairs">Pairs of rows of <paramref name="data"/>.</param>
    /// <param name="options">Rank, λ, step and share.</param>
    /// <param name="seed">The seed of the first L and of what is asked.</param>
    /// <param name="start">Tables to go on from; null to start afresh.</param>
    public DmlProgram(
        RegressionData data, RegressionData? test, PairData pairs, DmlOptions options, Seed seed, Model? start = null)
        : base(data)
    {
        (_options, _pairs) = (options, pairs);
        CheckRank(
            options.Rank, Math.Max(data.Columns, NearestNeighbours.ReferencesMax), "features or neighbours", more: 1);
        _scored = ScoredPairs(data, test, seed) ?? (pairs.Rows, pairs.Similar, pairs.Dissimilar);
        _neighbours = new NearestNeighbours(data, test, seed.Split("neighbours"));
        _euclidean = new Lazy<double>(_neighbours.EuclideanAccuracy);
        double scale = 1 / Math.Sqrt(pairs.MeanSquaredDistance());
        Seed chance = seed.Split("first metric");
        IRowInitializer first = pairs.Space is { } space
            ? new Directions(space, chance, scale)
            : new Gaussian(chance, scale / Math.Sqrt(options.Rank));
        _length = pairs.Space is null ? scale : scale * Math.Sqrt((double)pairs.Space.Count / data.Columns);
        RowShape shape = new(ElementType.Double, RowKind.Dense, options.Rank + 1);
        Tables =
        [
            new TableDefinition(
                MetricTable, "metric", data.Columns, shape, Sharding.Range,
                Initializer: Start(start, MetricTable, first)),
        ];
    }

    /// <inheritdoc/>
    public override string Name => "dml";

    /// <inheritdoc/>
    public override IReadOnlyList<TableDefinition> Tables { get; }

    /// <summary>Pairs drawn from labels, as many of each kind.</summary>
    /// <exception cref="PlanException">Labels do not tell classes.</exception>
    public static PairData DrawPairs(RegressionData data, int count, Seed seed)
    {
        (RowPairs Similar, RowPairs Dissimilar)? drawn =
            RowPairs.Draw(data.Labels, count, seed.Split("pairs from labels"));
        Check(
            drawn is not null,
            "pairs cannot be drawn from labels of which all, or no two, are the same",
            "give --similar and --dissimilar, or labels of classes");
        return new PairData(data.Features, drawn!.Value.Similar, drawn.Value.Dissimilar);
    }

    /// <summary>
    /// Pairs of rows and their nearest neighbours: three of the same label, three of others. At most as many of each
    /// kind as wanted.
    /// </summary>
    /// <param name="data">Rows and labels.</param>
    /// <param name="rank">Dimensions that neighbours are looked for in.</param>
    /// <param name="count">Pairs of each kind that are wanted.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="PlanException">Labels do not tell classes, or no row has a neighbour of its own.</exception>
    public static PairData FindPairs(RegressionData data, int rank, int count, Seed seed)
    {
        PrincipalDirections space = new(data, rank, seed);
        (RowPairs similar, RowPairs dissimilar) = NeighbourPairs.Find(data, space, count, seed);
        Check(
            similar.Count > 0 && dissimilar.Count > 0,
            "rows without neighbours of both their own label and others",
            "use labels of classes, draw uniform, or give --similar and --dissimilar");
        return new PairData(data.Features, similar, dissimilar) { Space = space };
    }

    /// <inheritdoc/>
    public override IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) =>
        new DmlWorker(_pairs, _options, worker, workers, _length, seed.Split("worker", worker.Index));

    /// <inheritdoc/>
    /// <remarks>
    /// Gap: how far the objective fell since the evaluation before, relative to it; ∞ if it rose. Metrics:
    /// <c>pairAuc</c> on pairs drawn anew from labels (those learnt from where labels tell no classes),
    /// <c>knnAccuracy</c> and <c>euclideanKnnAccuracy</c>, of the test rows where there are some.
    /// </remarks>
    public override Evaluation Evaluate(Model model, Evaluation? previous)
    {
        DmlModel metric = new(model);
        double objective = 0;
        foreach (double distance in PairQuality.Distances(metric, _pairs.Rows, _pairs.Similar))
        {
            objective += distance;
        }

        foreach (double distance in PairQuality.Distances(metric, _pairs.Rows, _pairs.Dissimilar))
        {
            objective += _options.Lambda * Math.Max(0, 1 - distance);
        }

        double area = PairQuality.AreaUnderCurve(
            PairQuality.Distances(metric, _scored.Rows, _scored.Similar),
            PairQuality.Distances(metric, _scored.Rows, _scored.Dissimilar));
        return new Evaluation(
            objective,
            RelativeFall(objective, previous),
            [
                new Metric("pairAuc", area),
                new Metric("knnAccuracy", _neighbours.Accuracy(metric)),
                new Metric("euclideanKnnAccuracy", _euclidean.Value),
            ]);
    }

    /// <summary>At most 2,000 of each kind, of the test rows where there are some.</summary>
    private static (SparseMatrix Rows, RowPairs Similar, RowPairs Dissimilar)? ScoredPairs(
        RegressionData data, RegressionData? test, Seed seed)
    {
        RegressionData asked = test ?? data;
        return RowPairs.Draw(asked.Labels, Math.Min(2000, 10 * asked.Rows), seed.Split("scored pairs")) is { } drawn
            ? (asked.Features, drawn.Similar, drawn.Dissimilar)
            : null;
    }

    /// <summary>
    /// Rows of L along directions, of norm <paramref name="scale"/>; rows beyond them at random, of a tenth of it, so
    /// that they can learn.
    /// </summary>
    private sealed class Directions(PrincipalDirections space, Seed seed, double scale) : IRowInitializer
    {
        private const double Share = 0.1;

        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            Pcg32 chance = seed.Split("row", row).CreateGenerator();
            double spread = Share * scale / Math.Sqrt(space.Features);
            for (int dimension = 0; dimension < values.Length - 1; dimension++)
            {
                values[dimension] = T.CreateTruncating(
                    dimension < space.Count
                        ? scale * space.ByFeature[(row * space.Count) + dimension]
                        : spread * chance.NextGaussian());
            }
        }
    }

    /// <summary>Columns of L from N(0, scale), each from a seed of its own; G starts at 0.</summary>
    private sealed class Gaussian(Seed seed, double scale) : IRowInitializer
    {
        public void Initialize<T>(int row, Span<T> values)
            where T : unmanaged, INumber<T>
        {
            Pcg32 chance = seed.Split("row", row).CreateGenerator();
            foreach (ref T value in values[..^1])
            {
                value = T.CreateTruncating(scale * chance.NextGaussian());
            }
        }
    }
}
