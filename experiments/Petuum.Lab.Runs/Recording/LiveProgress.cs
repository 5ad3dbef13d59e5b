using Petuum.Lab.Analysis.Results;
using Spectre.Console;

namespace Petuum.Lab.Runs;

/// <summary>Progress as a table that redraws itself: the runs under way, and how many are over.</summary>
internal sealed class LiveProgress : ISweepProgress
{
    private const int RedrawMillis = 200;

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<PreparedRun> _runs;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<int, UnderWay> _underWay = [];
    private int _over;
    private int _resumed;

    private LiveProgress(IReadOnlyList<PreparedRun> runs, TimeProvider time) => (_runs, _time) = (runs, time);

    /// <summary>
    /// Shows progress on a terminal while <paramref name="work"/> goes on; the table is gone afterwards.
    /// </summary>
    public static async Task<T> ShowAsync<T>(
        TextWriter output, IReadOnlyList<PreparedRun> runs, TimeProvider time, Func<ISweepProgress, Task<T>> work)
    {
        LiveProgress progress = new(runs, time);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return await console.Live(progress.Draw()).AutoClear(true).StartAsync(async live =>
        {
            Task<T> task = work(progress);
            while (await Task.WhenAny(task, Task.Delay(RedrawMillis)) != task)
            {
                live.UpdateTarget(progress.Draw());
            }

            return await task;
        });
    }

    /// <inheritdoc/>
    public void Started(int index)
    {
        lock (_lock)
        {
            _underWay[index] = new UnderWay(_time.GetTimestamp(), null);
        }
    }

    /// <inheritdoc/>
    public void Evaluated(int index, ClockRecord record)
    {
        lock (_lock)
        {
            _underWay[index] = _underWay[index] with { Last = record };
        }
    }

    /// <inheritdoc/>
    public void Ended(int index, RunResults results, bool isResumed)
    {
        lock (_lock)
        {
            _underWay.Remove(index);
            _over++;
            _resumed += isResumed ? 1 : 0;
        }
    }

    private Table Draw()
    {
        lock (_lock)
        {
            Table table = new Table().Border(TableBorder.Simple).AddColumns(
                "run", "clock", "objective", "wait", "left");
            string before = _resumed > 0 ? $", {_resumed} of them finished before" : string.Empty;
            table.Caption($"{_over} of {_runs.Count} runs over{before}; Ctrl-C ends, the same command goes on");
            foreach ((int index, UnderWay state) in _underWay)
            {
                ClockRecord? last = state.Last;
                double? left = last is null
                    ? null
                    : RunTexts.SecondsLeft(last.Clock, _runs[index].ClocksMax, _time.GetElapsedTime(state.Since));
                table.AddRow(
                    Markup.Escape(_runs[index].Label),
                    $"{last?.Clock ?? 0}/{_runs[index].ClocksMax}",
                    last is null ? "–" : RunTexts.Number(last.Objective),
                    last is null ? "–" : RunTexts.Percent(RunTexts.WaitFraction(last)),
                    RunTexts.Time(left));
            }

            return table;
        }
    }

    private readonly record struct UnderWay(long Since, ClockRecord? Last);
}
