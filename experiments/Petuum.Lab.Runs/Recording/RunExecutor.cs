using System.Runtime.ExceptionServices;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Runs.Models;
using Petuum.Lab.Simulation.Checkers;

namespace Petuum.Lab.Runs;

/// <summary>
/// Runs one case and fills a folder with what it left behind. Everything happens on the caller's thread.
/// </summary>
internal sealed class RunExecutor(RunEnvironment environment)
{
    /// <summary>
    /// Runs into <paramref name="folder"/>, which must not exist: marked as unfinished from the first moment, complete
    /// when this returns.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="hashEvents">Whether to hash the events even if no log is kept.</param>
    /// <param name="evaluated">Called at each evaluation.</param>
    /// <param name="cancellation">Ends the run; it then throws and leaves the folder unfinished.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ExecutedRun Execute(
        PreparedRun run, string folder, bool hashEvents, Action<ClockRecord> evaluated, CancellationToken cancellation)
    {
        DateTimeOffset started = environment.Time.GetUtcNow();
        long stamp = environment.Time.GetTimestamp();
        RunWork work = run.Compose();
        RunConditions conditions = run.Manifest.Conditions with { Data = work.Data.Description };
        RunManifest manifest = run.Manifest with { Conditions = conditions };
        RunFolder.Begin(folder, manifest);
        RunRecorder recorder = new(RunShape.Of(work.Plan), work.Accounts, work.IsSimulated) { Evaluated = evaluated };
        RunEnding ending;
        string? eventHash;
        using (RunObservers observers = new(run, work, recorder, folder, hashEvents))
        {
            ending = Run(run, work, observers, cancellation);
            eventHash = observers.Finish();
        }

        string? modelHash = SaveModel(run, work, ending.Result, folder);
        RunResults results = new()
        {
            Manifest = manifest,
            Summary = ending.Summarise(run.Manifest.Expect, recorder) with
            {
                EventLogHash = run.EventLog ? eventHash : null,
                ModelHash = modelHash,
            },
            Clocks = recorder.Clocks,
            Workers = recorder.Members,
            Lags = recorder.Lags,
            Series = recorder.Series,
            Machine = environment.Describe(started, environment.Time.GetElapsedTime(stamp)),
        };
        RunFolder.Save(folder, results);
        return new ExecutedRun(
            results with { Manifest = results.Manifest with { Verdict = results.Summary.Verdict } }, eventHash);
    }

    private static RunEnding Run(PreparedRun run, RunWork work, IRunObserver observer, CancellationToken cancellation)
    {
        try
        {
            JobResult result = Run(work, observer, cancellation);
            if (result.Outcome == JobOutcome.Cancelled)
            {
                throw new OperationCanceledException(cancellation);
            }

            return RunEnding.Of(result);
        }
        catch (MachineFailedException failure)
        {
            return new RunEnding(Verdict.RuntimeFailed, $"{failure.Message} Replay: {run.Command}", null);
        }
        catch (CheckerException failure)
        {
            return new RunEnding(Verdict.CheckerFailed, $"{failure.Message} Replay: {run.Command}", null);
        }
        catch (Core.InvariantException failure)
        {
            return new RunEnding(
                Verdict.RuntimeFailed,
                $"this is a bug, of the program or of Petuum.Lab: {failure.Message} Replay: {run.Command}",
                null);
        }
    }

    /// <summary>On threads, too, a checker or an invariant speaks for itself.</summary>
    private static JobResult Run(RunWork work, IRunObserver observer, CancellationToken cancellation)
    {
        try
        {
            return work.Cluster.RunAsync(work.Plan, observer, cancellation).GetAwaiter().GetResult();
        }
        catch (MachineFailedException failure)
            when (failure.InnerException is CheckerException or Core.InvariantException)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException);
            throw;
        }
    }

    private static string? SaveModel(PreparedRun run, RunWork work, JobResult? result, string folder)
    {
        if (result is not { Model: { } model })
        {
            return null;
        }

        ModelHeader header = ModelFolder.Describe(
            run.Manifest.Conditions.Program,
            result,
            run.Manifest.Seed,
            (work.Data.Description, run.Manifest.DataFingerprint),
            run.Manifest.SpecYaml);
        ModelFolder.Save(
            Path.Combine(folder, ModelFolder.Name), header, model,
            work.Program.Vectors(work.Plan.Program, work.Data, model));
        return ModelFolder.Hash(model);
    }
}

/// <summary>A run that is over.</summary>
/// <param name="Results">What is in its folder.</param>
/// <param name="EventHash">SHA-256 over its events; null if they were not hashed.</param>
internal sealed record ExecutedRun(RunResults Results, string? EventHash);
