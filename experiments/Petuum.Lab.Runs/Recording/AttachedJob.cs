using System.Globalization;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A job that is followed from elsewhere: its progress, and its results as far as events tell them.</summary>
internal sealed class AttachedJob
{
    private readonly RunSpec _spec;
    private readonly PreparedRun _run;
    private readonly ObservedAccounts _accounts = new();
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
        RunShape shape = new(_spec.Cluster.Workers, _spec.Cluster.Shards, HasScheduler: true, []);
        _recorder = new RunRecorder(shape, _accounts, isSimulated: false)
        {
            Evaluated = record => _progress.Evaluated(0, record),
        };
        Observer = new ObserverList(_accounts, _recorder);
        _progress.Started(0);
    }

    /// <summary>Sees the job's events.</summary>
    public IRunObserver Observer { get; }

    /// <summary>Says what came of it, in a line of progress and a table.</summary>
    public RunSummary End(RunEnding ending, TextWriter output)
    {
        RunSummary summary = ending.Summarise(_spec.Expect, _recorder);
        RunResults results = new()
        {
            Manifest = _run.Manifest with { Verdict = ending.Verdict },
            Summary = summary,
            Clocks = _recorder.Clocks,
            Workers = _recorder.Members,
        };
        RunLine line = Describe(ending, results);
        _progress.Ended(0, line);
        SweepResults sweep = new()
        {
            Name = _spec.Name,
            Title = _spec.Name,
            Question = _spec.Question,
            SpecYaml = _run.Manifest.SpecYaml,
            SpecHash = "",
            Runs = [results],
        };
        SweepSummary.WriteTable(sweep, _ => line, output);
        return summary;
    }

    /// <summary>
    /// The ending says how far it came; waiting is known only to who saw every round. Of a job that ended before only
    /// evaluations are kept.
    /// </summary>
    private RunLine Describe(RunEnding ending, RunResults results)
    {
        int evaluated = _recorder.Clocks.Count > 0 ? _recorder.Clocks[^1].Clock : -1;
        int clocks = ending.Result?.Clock ?? evaluated;
        bool sawAll = clocks > 0 && Enumerable.Range(0, _spec.Cluster.Workers)
            .All(worker => _accounts[new WorkerId(worker)].Rounds >= clocks);
        double objective = ending.Result?.Evaluation?.Objective ?? results.Summary.Objective;
        double? seconds = evaluated < 0 && ending.Result is { } result
            ? MemberAccount.Seconds(result.TimeMicros)
            : results.Seconds;
        return new RunLine(
            ending.IsCancelled ? ending.Name : RunTexts.Verdict(results.Summary),
            clocks < 0 ? RunLine.Unknown : clocks.ToString(CultureInfo.InvariantCulture),
            evaluated < 0 && ending.Result?.Evaluation is null ? RunLine.Unknown : RunTexts.Number(objective),
            RunTexts.Time(seconds),
            sawAll ? RunTexts.Percent(results.Summary.WaitFraction) : RunLine.Unknown);
    }
}
