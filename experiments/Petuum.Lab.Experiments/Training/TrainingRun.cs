using System.Diagnostics;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Simulation.Checkers;
using Petuum.Lab.Simulation.ValueBound;
using Runtimes = Petuum.Lab.Experiments.Composition;

namespace Petuum.Lab.Experiments.Training;

/// <summary>Training: a spec in memory, run as any spec is.</summary>
internal static class TrainingRun
{
    /// <summary>Reads the data, learns, and scores the model on what it learnt from and was to be tested on.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="progress">Called at each evaluation with its clock and the seconds since learning began.</param>
    /// <param name="watch">Sees every event of the run; null if nobody does, which is fastest.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<TrainingResult> RunAsync(
        TrainingRequest request,
        Action<RunSpec, int, Evaluation, TimeSpan> progress,
        IRunObserver? watch,
        CancellationToken cancellation)
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
        ICluster cluster = session.CreateCluster(composed);
        began = Stopwatch.GetTimestamp();
        int evaluations = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        GrowthWatch growth = new(run.Spec.Stop.DivergenceFactor, stop.Cancel);
        void OnEvaluated(Evaluation evaluation)
        {
            int clock = (int)Math.Min((long)evaluations++ * run.Spec.EvaluateEvery, run.Spec.Stop.Clocks);
            progress(run.Spec, clock, evaluation, Stopwatch.GetElapsedTime(began));
            growth.On(clock, evaluation);
        }

        JobResult result;
        if (session.IsRemote)
        {
            result = await cluster.RunAsync(composed.Plan, new EvaluationObserver(OnEvaluated), stop.Token);
        }
        else
        {
            JobPlan plan = composed.Plan with { Program = new WatchedProgram(composed.Plan.Program, OnEvaluated) };
            result = await cluster.RunAsync(plan, Observer(run.Spec, plan, watch), stop.Token);
        }

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

    private static IRunObserver Observer(RunSpec spec, JobPlan plan, IRunObserver? watch)
    {
        List<IRunObserver> observers = [];
        if (spec.Checkers)
        {
            observers.Add(new CheckerSuite(plan));
        }

        if (watch is not null)
        {
            observers.Add(watch);
        }

        return observers.Count switch
        {
            0 => NullObserver.Instance,
            1 => observers[0],
            _ => new ObserverList(observers),
        };
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
    public void Save(string folder, TrainingProgram program)
    {
        Model model = Result.Model!;
        ModelHeader header = ModelFolder.Describe(
            program.Name, Result, Run.Seed, (Data.Description, Fingerprint()), Canonical.Write(Run.Spec));
        ModelFolder.Replace(
            folder, header, model, program.Vectors(Program, Data, model), program.Texts(Run.Spec, Data, model));
    }

    /// <summary>The model, ready to be applied without a folder in between.</summary>
    public Predictor CreatePredictor(TrainingProgram program) => program.CreatePredictor(new SavedModel(
        "(not saved)",
        ModelFolder.Describe(program.Name, Result, Run.Seed, (Data.Description, ""), Canonical.Write(Run.Spec)),
        Result.Model!,
        program.Vectors(Program, Data, Result.Model!).ToDictionary(
            vector => vector.Name, vector => vector.ToArray(), StringComparer.Ordinal)));
}

/// <summary>Tells somebody of evaluations that were made in other processes.</summary>
internal sealed class EvaluationObserver(Action<Evaluation> evaluated) : IRunObserver
{
    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        if (happened.Payload is Evaluation evaluation)
        {
            evaluated(evaluation);
        }
    }
}
