using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>Progress as lines: one when a run is over, and one now and then from a run that takes long.</summary>
internal sealed class PlainProgress(TextWriter output, IReadOnlyList<PreparedRun> runs, TimeProvider time)
    : ISweepProgress
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long[] _started = new long[runs.Count];
    private readonly long[] _spoken = new long[runs.Count];
    private int _over;

    /// <inheritdoc/>
    public void Started(int index)
    {
        lock (_lock)
        {
            _started[index] = _spoken[index] = time.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Evaluated(int index, ClockRecord record)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_spoken[index]) < Silence)
            {
                return;
            }

            _spoken[index] = time.GetTimestamp();
            double? left = RunTexts.SecondsLeft(
                record.Clock, runs[index].ClocksMax, time.GetElapsedTime(_started[index]));
            output.WriteLine(
                $"  …     {runs[index].Label}: clock {record.Clock}/{runs[index].ClocksMax}, "
                + $"objective {RunTexts.Number(record.Objective)}, "
                + $"wait {RunTexts.Percent(RunTexts.WaitFraction(record))}, "
                + $"{RunTexts.Time(left)} left at most");
        }
    }

    /// <inheritdoc/>
    public void Ended(int index, RunResults results, bool isResumed) =>
        Ended(index, isResumed ? null : RunLine.Of(results));

    /// <summary>A run is over, as a line says; null if it was finished before.</summary>
    public void Ended(int index, RunLine? line)
    {
        lock (_lock)
        {
            _over++;
            string count = $"[{_over}/{runs.Count}]";
            output.WriteLine(line is null
                ? $"{count,7} {runs[index].Label}: finished before"
                : $"{count,7} {runs[index].Label}: {line.Verdict}, {line.Clocks} clocks, "
                    + $"objective {line.Objective}, wait {line.Wait}");
        }
    }
}
