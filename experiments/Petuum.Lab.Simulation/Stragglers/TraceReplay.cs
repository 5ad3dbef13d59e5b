using System.Collections.Immutable;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>A line of a measured trace: how much longer than undisturbed a worker's round took.</summary>
public readonly record struct TraceEntry(int Worker, int Clock, double Factor);

/// <summary>
/// Replays a measured trace: worker w's round c takes as many times longer as it did in the trace. Beyond its end the
/// trace begins anew: round c replays clock c mod the worker's traced clocks, worker w replays worker w mod the traced
/// workers. So a short trace keeps its distribution, and a trace of few machines stretches to many.
/// </summary>
public sealed class TraceReplay : IStragglerModel
{
    private readonly ImmutableArray<ImmutableArray<double>> _factors;

    /// <summary>
    /// A trace with entries in any order: each worker from 0 on, each with its clocks from 0 on, none twice.
    /// </summary>
    /// <exception cref="PlanException">There is a gap, a duplicate, or a factor that is not a finite number above
    /// 0.</exception>
    public TraceReplay(IEnumerable<TraceEntry> entries)
    {
        List<List<double>> factors = [];
        foreach (TraceEntry entry in entries.OrderBy(entry => entry.Worker).ThenBy(entry => entry.Clock))
        {
            if (entry.Worker == factors.Count)
            {
                factors.Add([]);
            }

            if (entry.Worker < 0 || entry.Worker != factors.Count - 1 || entry.Clock != factors[^1].Count)
            {
                throw new PlanException(
                    $"the trace's entry of worker {entry.Worker}, clock {entry.Clock} is a second one or follows a gap",
                    "give workers 0, 1, … and for each the clocks 0, 1, …, every one once");
            }

            factors[^1].Add(Require.Positive(entry.Factor, $"factor of worker {entry.Worker}, clock {entry.Clock}"));
        }

        if (factors.Count == 0)
        {
            throw new PlanException("a trace without entries", "give at least worker 0, clock 0");
        }

        _factors = [.. factors.Select(ofWorker => ofWorker.ToImmutableArray())];
    }

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros)
    {
        ImmutableArray<double> ofWorker = _factors[worker.Index % _factors.Length];
        return (long)Math.Round(nominalMicros * ofWorker[clock % ofWorker.Length]);
    }
}

/// <summary>Options of <see cref="TraceReplay"/>: a CSV file of worker, clock and factor.</summary>
public sealed record TraceOptions : StragglerOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<TraceOptions> Section { get; } = new(
        new TraceOptions(),
        [
            new Field<TraceOptions, string>(
                "file", "CSV of worker, clock and factor, relative to the spec", new FreeText(wanted: "a file's path"),
                s => s.File!, (s, v) => s with { File = v }),
        ]);

    /// <inheritdoc/>
    public override string Model => "trace";

    /// <summary>There is no default, as it is the model.</summary>
    public override string? File { get; init; } = "";

    /// <inheritdoc/>
    public override IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace) =>
        new TraceReplay(readTrace(File!));
}
