using System.Diagnostics;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs.Models;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.ValueBound;
using Petuum.Lab.Specs;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Runs.Training;

/// <summary>Training: a spec in memory, run as any spec is.</summary>
internal static class TrainingRun
{
    /// <summary>Reads the data, learns, and scores the model on what it learnt from and was to be tested on.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="progress">Called at each evaluation with its clock and the seconds since learning began.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <param name="watch">Sees every event of the run; null if nobody does, which is fastest.</param>
    public static async Task<TrainingResult> RunAsync(
        TrainingRequest request,
        Action<RunSpec, int, Evaluation, TimeSpan> progress,
        CancellationToken cancellation,
        IRunObserver? watch = null)
    {
        RuntimeRequest where = request.Where ?? new RuntimeRequest(request.Runtime);
        Runtimes.RequireRuntime(where.Name);
        SavedModel? start = request.From is { } from ? ModelFolder.Load(from) : null;
        TrainingSpec training = TrainingSpec.Read(request, start);
        long began = Stopwatch.GetTimestamp();
        Composer composer = new(training.Folder)
        {
            Gate = plan => new ValueBoundLedger(plan),
            Start = start,
        };
        LoadedData data = composer.Load(training.Spec);
        RunCase run = training.Fit(data);
        ComposedRun composed = composer.Compose(run, request.Runtime);
        TimeSpan loading = Stopwatch.GetElapsedTime(began);

        await using IRuntimeSession session = await Runtimes.OpenAsync(where, cancellation);
        began = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        GrowthWatch growth = new(run.Spec.Stop.DivergenceFactor, stop.Cancel)
        {
            Evaluated = (clock, evaluation) =>
                progress(run.Spec, clock, evaluation, Stopwatch.GetElapsedTime(began)),
        };
        JobResult result = await session.CreateCluster(composed)
            .RunAsync(composed.Plan, Observer(run.Spec, composed.Plan, session, growth, watch), stop.Token);
        result = growth.Judge(result);
        return new TrainingResult
        {
            Run = run,
            Result = result,
            Data = data,
            Program = composed.Plan.Program,
            Loading = loading,
            Learning = Stopwatch.GetElapsedTime(began),
            Fingerprint = () => composer.Fingerprint(run),
        };
    }

    /// <summary>
    /// Checkers first, so that nothing wrong is believed; they need what other processes do not tell.
    /// </summary>
    private static IRunObserver Observer(
        RunSpec spec, JobPlan plan, IRuntimeSession session, GrowthWatch growth, IRunObserver? watch)
    {
        IRunObserver? checkers = spec.Checkers && !session.IsRemote ? new CheckerSuite(plan) : null;
        IRunObserver[] all = [.. new[] { checkers, growth, watch }.OfType<IRunObserver>()];
        return all.Length == 1 ? growth : new ObserverList(all);
    }
}

/// <summary>What training came to.</summary>
internal sealed record TrainingResult
{
    /// <summary>What was run.</summary>
    public required RunCase Run { get; init; }

    /// <summary>How it ended, with the model.</summary>
    public required JobResult Result { get; init; }

    /// <summary>What was learnt from.</summary>
    public required LoadedData Data { get; init; }

    /// <summary>The program that learnt.</summary>
    public required IProgram Program { get; init; }

    /// <summary>From the first byte of the data to the program that holds them in its own layout.</summary>
    public required TimeSpan Loading { get; init; }

    /// <summary>From there to the end of the run.</summary>
    public required TimeSpan Learning { get; init; }

    /// <summary>Reads the data once more for their fingerprint.</summary>
    public required Func<string> Fingerprint { get; init; }

    /// <summary>
    /// Whether what was asked for was reached: the tolerance, or all epochs with an objective that did not grow.
    /// </summary>
    public bool IsConverged => Result.Outcome is JobOutcome.Converged or JobOutcome.Completed;

    /// <summary>A model as a folder would hold it.</summary>
    public void Save(string folder)
    {
        Model model = Result.Model!;
        ModelHeader header = ModelFolder.Describe(
            Run.Spec.Program.Name, Result, Run.Seed, (Data.Description, Fingerprint()), Canonical.Write(Run.Spec));
        ModelFolder.Replace(
            folder,
            header,
            model,
            Run.Spec.Program.Descriptor.Vectors(Program, Data, model),
            Run.Spec.Program.Texts(Data, model));
    }

    /// <summary>The model, ready to be applied without a folder in between; null if it cannot be.</summary>
    public Predictor? CreatePredictor() => new SavedModel(
        "(not saved)",
        Run.Spec.Program,
        Result.Model!,
        Run.Spec.Program.Descriptor.Vectors(Program, Data, Result.Model!).ToDictionary(
            vector => vector.Name, vector => vector.ToArray(), StringComparer.Ordinal)).CreatePredictor();
}
