using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Makes data-parallel programs on rows of features.</summary>
internal static class BatchPrograms
{
    /// <summary>The program of a spec, going on from a saved model if there is one.</summary>
    /// <exception cref="Analysis.Results.ResultFileException">The saved model does not fit.</exception>
    public static IProgram Create(BatchSpec program, LoadedData data, Seed seed, SavedModel? start)
    {
        IProgram fresh = Create(program, data, seed, start: (Model?)null);
        return start is null
            ? fresh
            : Create(program, data, seed, WarmStart.Tables(start, program, fresh.Tables));
    }

    private static IProgram Create(BatchSpec program, LoadedData data, Seed seed, Model? start) => program switch
    {
        KMeansSpec kmeans => new KMeansProgram(
            data.Rows!, new KMeansOptions { Clusters = kmeans.Clusters, Share = kmeans.Share }, seed, start),
        DmlSpec dml => new DmlProgram(
            data.Rows!,
            data.TestRows,
            data.Pairs is { } given
                ? new PairData(data.Rows!.Features, given.Similar, given.Dissimilar)
                : DmlProgram.DrawPairs(data.Rows!, dml.Pairs, seed),
            new DmlOptions { Rank = dml.Rank, Lambda = dml.Lambda, Step = dml.Step, Share = dml.Share },
            seed,
            start),
        _ => throw new InvalidOperationException($"'{program.Name}' is not a program."),
    };
}
