using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Runs.Models;

namespace Petuum.Lab.Runs;

/// <summary>How a sweep is to be run.</summary>
/// <param name="Folder">The sweep's folder; each run gets a folder below it, named by its hash.</param>
/// <param name="Force">Whether finished runs are run again.</param>
/// <param name="Twice">Whether each run is run a second time and compared.</param>
/// <param name="Parallelism">How many runs may be under way at once.</param>
internal sealed record SweepOptions(string Folder, bool Force, bool Twice, int Parallelism);

/// <summary>One run of a sweep that is over.</summary>
/// <param name="Run">What was to be run.</param>
/// <param name="Results">What came of it; null if the sweep was interrupted before.</param>
/// <param name="IsResumed">Whether it had been finished before, so that nothing was done.</param>
/// <param name="Difference">What the second time gave otherwise; null if nothing, or if it was not run twice.</param>
internal sealed record SweptRun(PreparedRun Run, RunResults? Results, bool IsResumed, string? Difference);

/// <summary>
/// Runs the cases of a sweep over the cores, one thread a run; what comes out does not depend on who finishes first. A
/// run's folder appears complete: it is written beside, under a name that ends in <see cref="Unfinished"/>, and moved.
/// </summary>
internal sealed class SweepRunner(RunExecutor executor, ISweepProgress progress)
{
    /// <summary>The end of the names of folders that are being written.</summary>
    public const string Unfinished = ".unfinished";

    private const string SecondTime = ".twice" + Unfinished;

    /// <summary>
    /// Runs what is not finished yet; results are in the order of <paramref name="runs"/>. When cancelled, runs that
    /// are over keep their folders, those under way leave nothing behind, and the rest has no results.
    /// </summary>
    public async Task<IReadOnlyList<SweptRun>> RunAsync(
        IReadOnlyList<PreparedRun> runs, SweepOptions options, CancellationToken cancellation)
    {
        SweptRun[] swept = [.. runs.Select(run => new SweptRun(run, null, false, null))];
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int next = -1;
        async Task Work()
        {
            for (int index; (index = Interlocked.Increment(ref next)) < runs.Count && !failed.IsCancellationRequested;)
            {
                try
                {
                    swept[index] = RunOne(index, runs[index], options, failed.Token);
                }
                catch (OperationCanceledException) when (failed.IsCancellationRequested)
                {
                    return;
                }
                catch
                {
                    await failed.CancelAsync();
                    throw;
                }
            }
        }

        int threads = Math.Clamp(options.Parallelism, 1, Math.Max(1, runs.Count));
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(Work, CancellationToken.None)));
        return swept;
    }

    private SweptRun RunOne(int index, PreparedRun run, SweepOptions options, CancellationToken cancellation)
    {
        string folder = Path.Combine(options.Folder, run.Manifest.Run);
        RunFolder known = RunFolder.Load(folder);
        bool isResumed = !options.Force && known is RunFolder.Finished finished && IsWhole(run, finished);
        ExecutedRun? first = null;
        if (!isResumed)
        {
            progress.Started(index);
            first = Execute(index, run, folder, options.Twice, cancellation);
        }

        string? difference = options.Twice ? Compare(index, run, folder, first, cancellation) : null;
        RunResults results = first?.Results ?? ((RunFolder.Finished)known).Results;
        progress.Ended(index, results, isResumed);
        return new SweptRun(run, results, isResumed, difference);
    }

    /// <summary>
    /// Whether a finished folder is this run's and has every file that the run asks for. That a cluster failed is no
    /// result: it is run again.
    /// </summary>
    private static bool IsWhole(PreparedRun run, RunFolder.Finished folder)
    {
        bool Has(string file) => File.Exists(Path.Combine(folder.Path, file));
        return folder.Results.Manifest.Run == run.Manifest.Run
            && !(run.Manifest.Runtime == Composition.Orleans
                && folder.Results.Summary.Verdict == Verdict.RuntimeFailed)
            && (!run.EventLog || Has(RunFolder.EventsFile))
            && (run.Trace is null || Has(RunFolder.TraceFile))
            && (folder.Results.Summary.ModelHash is null || Has(Path.Combine(ModelFolder.Name, SavedModel.IndexFile)));
    }

    private ExecutedRun Execute(
        int index, PreparedRun run, string folder, bool hashEvents, CancellationToken cancellation)
    {
        ExecutedRun executed = ExecuteBeside(index, run, folder + Unfinished, hashEvents, cancellation);
        Remove(folder);
        Directory.Move(folder + Unfinished, folder);
        return executed;
    }

    private ExecutedRun ExecuteBeside(
        int index, PreparedRun run, string folder, bool hashEvents, CancellationToken cancellation)
    {
        Remove(folder);
        try
        {
            return executor.Execute(run, folder, hashEvents, record => progress.Evaluated(index, record), cancellation);
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    /// <summary>Runs again, beside, and compares events and every file but <c>machine.json</c>.</summary>
    private string? Compare(
        int index, PreparedRun run, string folder, ExecutedRun? first, CancellationToken cancellation)
    {
        string beside = folder + SecondTime;
        progress.Started(index);
        ExecutedRun second = ExecuteBeside(index, run, beside, hashEvents: true, cancellation);
        try
        {
            return first is not null && first.EventHash != second.EventHash
                ? $"the event logs have the hashes {first.EventHash} and {second.EventHash}"
                : FolderComparison.FirstDifference(folder, beside, RunFolder.MachineFile);
        }
        finally
        {
            Remove(beside);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Compares folders byte by byte.</summary>
internal static class FolderComparison
{
    /// <summary>The first difference in words, in the order of the files' names; null if there is none.</summary>
    public static string? FirstDifference(string left, string right, string exceptFile)
    {
        string[] names = Names(left, exceptFile);
        string[] others = Names(right, exceptFile);
        if (!names.SequenceEqual(others))
        {
            return $"one has the files {string.Join(", ", names)}, the other {string.Join(", ", others)}";
        }

        string? differing = Array.Find(
            names, name => !HaveTheSameBytes(Path.Combine(left, name), Path.Combine(right, name)));
        return differing is null ? null : $"{differing} differs";
    }

    private static bool HaveTheSameBytes(string left, string right) =>
        File.ReadAllBytes(left).AsSpan().SequenceEqual(File.ReadAllBytes(right));

    private static string[] Names(string folder, string exceptFile)
    {
        string[] names = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(name => name != exceptFile)];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
