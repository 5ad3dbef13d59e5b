using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Makes data-parallel programs on rows of features.</summary>
internal static class BatchPrograms
{
    /// <summary>The program of a spec, going on from a saved model if there is one.</summary>
    /// <exception cref="Analysis.Results.ResultFileException">The saved model does not fit.</exception>
    public static IProgram Create(
        BatchSpec program, ConsistencySpec consistency, LoadedData data, Seed seed, SavedModel? start)
    {
        IProgram fresh = Create(program, StalenessOf(program, consistency), data, seed, start: null);
        return start is null
            ? fresh
            : Create(
                program,
                StalenessOf(program, consistency),
                data,
                seed,
                WarmStart.Tables(start, program, fresh.Tables));
    }

    /// <summary>The program of a spec where only one worker's rows are.</summary>
    /// <param name="program">The spec.</param>
    /// <param name="consistency">What reads may miss.</param>
    /// <param name="part">These rows.</param>
    /// <param name="facts">What the program over all rows has written.</param>
    public static IProgram CreatePart(
        BatchSpec program, ConsistencySpec consistency, RegressionData part, StateReader facts) => program switch
        {
            NmfSpec nmf => new NmfProgram(part, OptionsOf(nmf, StalenessOf(nmf, consistency)), facts),
            SparseCodingSpec coding =>
                new SparseCodingProgram(part, OptionsOf(coding, StalenessOf(coding, consistency)), facts),
            KMeansSpec kmeans => new KMeansProgram(part, OptionsOf(kmeans), facts),
            _ => throw new InvalidOperationException($"'{program.Name}' is not a program of parts."),
        };

    private static NmfOptions OptionsOf(NmfSpec nmf, int? staleness) => new()
    {
        Rank = nmf.Rank,
        Passes = nmf.Passes,
        Share = nmf.Share,
        Staleness = staleness,
    };

    private static SparseCodingOptions OptionsOf(SparseCodingSpec coding, int? staleness) => new()
    {
        Rank = coding.Rank,
        Passes = coding.Passes,
        Share = coding.Share,
        Staleness = staleness,
        Lambda = coding.Lambda,
        Radius = coding.Radius,
    };

    private static KMeansOptions OptionsOf(KMeansSpec kmeans) =>
        new() { Clusters = kmeans.Clusters, Share = kmeans.Share };

    /// <summary>s of the first table, which is the model.</summary>
    private static int? StalenessOf(BatchSpec program, ConsistencySpec consistency) =>
        Composer.PolicyOf(consistency, program.TableNames[0]).Staleness;

    private static IProgram Create(
        BatchSpec program, int? staleness, LoadedData data, Seed seed, Model? start) => program switch
        {
            NmfSpec nmf => new NmfProgram(data.Rows!, OptionsOf(nmf, staleness), seed, start),
            SparseCodingSpec coding =>
                new SparseCodingProgram(data.Rows!, OptionsOf(coding, staleness), seed, start),
            KMeansSpec kmeans => new KMeansProgram(data.Rows!, OptionsOf(kmeans), seed, start),
            DmlSpec dml => new DmlProgram(
                data.Rows!,
                data.TestRows,
                PairsOf(dml, data, seed),
                new DmlOptions { Rank = dml.Rank, Lambda = dml.Lambda, Step = dml.Step, Share = dml.Share },
                seed,
                start),
            _ => throw new InvalidOperationException($"'{program.Name}' is not a program."),
        };

    private static PairData PairsOf(DmlSpec dml, LoadedData data, Seed seed)
    {
        if (data.Pairs is not { } given)
        {
            return dml.Draw == DmlDraw.Neighbours
                ? DmlProgram.FindPairs(data.Rows!, dml.Rank, dml.Pairs, seed)
                : DmlProgram.DrawPairs(data.Rows!, dml.Pairs, seed);
        }

        return dml.Draw != DmlDraw.Neighbours
            ? new PairData(data.Rows!.Features, given.Similar, given.Dissimilar)
            : throw new PlanException(
                "files of pairs are given, and neighbours are to be drawn from labels, too",
                "leave out draw, or the files");
    }
}
