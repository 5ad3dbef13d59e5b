using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Runs;

/// <summary>
/// Everyone who watches a run: the books, checkers, so that nothing wrong is recorded, then recorder, trace and log.
/// </summary>
internal sealed class RunObservers : IRunObserver, IDisposable
{
    private readonly List<IRunObserver> _observers = [];
    private readonly List<IDisposable> _files = [];
    private readonly EventLogWriter? _log;

    /// <summary>Opens the files that the run asks for.</summary>
    public RunObservers(PreparedRun run, RunWork work, RunRecorder recorder, string folder, bool hashEvents)
    {
        if (work.Accounts is IRunObserver accounts)
        {
            _observers.Add(accounts);
        }

        if (run.CreateCheckers is { } createCheckers && !work.IsRemote)
        {
            _observers.Add(createCheckers(work.Plan));
        }

        _observers.Add(recorder);
        if (run.Trace is { } window)
        {
            Stream file = Open(folder, RunFolder.TraceFile);
            TraceObserver trace = new(file, window.FromClock, window.ToClock ?? int.MaxValue);
            _files.Insert(0, trace);
            _observers.Add(trace);
        }

        if (run.EventLog || hashEvents)
        {
            _log = new EventLogWriter(run.EventLog ? Open(folder, RunFolder.EventsFile) : Stream.Null);
            EventLogObserver observer = new(_log, work.Plan.Program.Tables);
            _files.InsertRange(0, [observer, _log]);
            _observers.Add(observer);
        }
    }

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        foreach (IRunObserver observer in _observers)
        {
            observer.On(happened);
        }
    }

    /// <summary>Ends the event log; returns its hash, null if there is none.</summary>
    public string? Finish() => _log?.Finish();

    /// <summary>Closes the files, the innermost streams last.</summary>
    public void Dispose()
    {
        foreach (IDisposable file in _files)
        {
            file.Dispose();
        }
    }

    private FileStream Open(string folder, string name)
    {
        FileStream file = new(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _files.Add(file);
        return file;
    }
}
