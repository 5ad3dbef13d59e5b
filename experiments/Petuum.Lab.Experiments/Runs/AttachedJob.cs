using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Runs;

/// <summary>A job that is followed from elsewhere: its progress, and its results as far as events tell them.</summary>
internal sealed class AttachedJob
{
    private readonly RunSpec _spec;
    private readonly PreparedRun _run;
    private readonly RunRecorder _recorder;
    private readonly PlainProgress _progress;

    /// <summary>Follows a job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">Its canonical spec.</param>
    /// <param name="terminal">Where progress goes.</param>
    public AttachedJob(string id, string text, LabTerminal terminal)
    {
        _spec = SpecReader.ParseUnchecked(text, id);
        _run = new PreparedRun
        {
            Manifest = new RunManifest
            {
                Spec = _spec.Name,
                Run = id,
                SpecHash = "",
                Seed = _spec.Seeds[0],
                Runtime = Composition.Orleans,
                Expect = _spec.Expect,
                Conditions = ConditionTexts.Of(_spec),
                DataFingerprint = "",
                SpecYaml = text,
            },
            Label = $"{_spec.Name} · seed {_spec.Seeds[0]}",
            ClocksMax = _spec.Stop.Clocks,
            CreateCheckers = null,
            EventLog = false,
            Trace = null,
            Command = "",
            Compose = () => throw new InvalidOperationException("a job that is followed is composed on its silos."),
        };
        _progress = new PlainProgress(terminal.Error, [_run], terminal.Time);
        ObservedAccounts accounts = new();
        RunShape shape = new(_spec.Cluster.Workers, _spec.Cluster.Shards, HasScheduler: true, []);
        _recorder = new RunRecorder(shape, accounts, isSimulated: false)
        {
            Evaluated = record => _progress.Evaluated(0, record),
        };
        Observer = new ObserverList(accounts, _recorder);
        _progress.Started(0);
    }

    /// <summary>Sees the job's events.</summary>
    public IRunObserver Observer { get; }

    /// <summary>What came of it.</summary>
    public RunResults End(RunEnding ending)
    {
        RunResults results = new()
        {
            Manifest = _run.Manifest with { Verdict = ending.Verdict },
            Summary = ending.Summarise(_spec.Expect, _recorder),
            Clocks = _recorder.Clocks,
            Workers = _recorder.Members,
        };
        _progress.Ended(0, results, isResumed: false);
        return results;
    }

    /// <summary>The sweep of this run alone.</summary>
    public SweepResults Sweep(RunResults results) => new()
    {
        Name = _spec.Name,
        Title = _spec.Name,
        Question = _spec.Question,
        SpecYaml = _run.Manifest.SpecYaml,
        SpecHash = "",
        Runs = [results],
    };
}
