using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// The scheduler's part of a cut: what it knew before it scheduled the cut's round, and the results of the rounds in
/// flight then, of which some may have to come yet.
/// </summary>
internal sealed class SchedulerCut
{
    private const int EveryWorker = -1;

    private readonly StateWriter _state;
    private readonly int _firstRound;
    private readonly int _workers;
    private readonly (double[] Values, int[] Ends)?[] _results;
    private int _missing;

    /// <summary>Begins with what it knows now.</summary>
    /// <param name="clock">The cut's.</param>
    /// <param name="state">Begun for it.</param>
    /// <param name="program">Its state is saved.</param>
    /// <param name="inFlight">Rounds scheduled and not pulled, the last of them below the clock.</param>
    /// <param name="workers">How many results belong to each.</param>
    public SchedulerCut(
        int clock,
        StateWriter state,
        IScheduleProgram program,
        IReadOnlyCollection<ScheduleOutput> inFlight,
        int workers)
    {
        (Clock, _state, _workers) = (clock, state, workers);
        _firstRound = clock - inFlight.Count;
        _missing = inFlight.Count * workers;
        _results = new (double[], int[])?[_missing];
        int part = _state.BeginPart();
        program.Save(_state);
        _state.EndPart(part);
        _state.Write(inFlight.Count);
        foreach (ScheduleOutput round in inFlight)
        {
            WriteSchedule(round);
        }
    }

    /// <summary>The cut's clock.</summary>
    public int Clock { get; }

    /// <summary>True when no result is missing.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>Copies a worker's results if they belong to the cut.</summary>
    public void Take(PartialResults results)
    {
        if (results.Round < Clock)
        {
            int at = ((results.Round - _firstRound) * _workers) + results.From.Index;
            Invariant.Require(
                at >= 0 && _results[at] is null, $"{results.From} sent results of round {results.Round} again.");
            _results[at] = ([.. results.Values], [.. results.Ends]);
            _missing--;
        }
    }

    /// <summary>The whole state.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        foreach ((double[] Values, int[] Ends)? results in _results)
        {
            _state.WriteSpan<double>(results!.Value.Values);
            _state.WriteSpan<int>(results.Value.Ends);
        }

        return _state.Written;
    }

    /// <summary>Restores what <see cref="Complete"/> returned; adds the rounds in flight and their results.</summary>
    public static void Load(
        StateReader state, int clock, IScheduleProgram program, Queue<ScheduleOutput> inFlight,
        Dictionary<int, RoundResults> results, int workers, MessagePool pool)
    {
        StateReader part = state.ReadPart();
        program.Load(part);
        Invariant.Require(part.AtEnd, $"the schedule program has read all but {part.Remaining} bytes of its state.");
        int rounds = state.Read<int>();
        Invariant.Require(rounds >= 0 && rounds <= clock, $"{rounds} rounds in flight at clock {clock}.");
        for (int round = clock - rounds; round < clock; round++)
        {
            inFlight.Enqueue(ReadSchedule(state, round, workers));
        }

        for (int round = clock - rounds; round < clock; round++)
        {
            RoundResults ofRound = new(workers);
            for (int worker = 0; worker < workers; worker++)
            {
                PartialResults ofWorker = pool.RentResults();
                (ofWorker.From, ofWorker.Round) = (new WorkerId(worker), round);
                ofWorker.Values.AddRange(state.ReadArray<double>());
                ofWorker.Ends.AddRange(state.ReadArray<int>());
                ofRound.Add(ofWorker);
            }

            results.Add(round, ofRound);
        }
    }

    private void WriteSchedule(ScheduleOutput round)
    {
        _state.Write(round.Units.Count);
        foreach ((WorkUnit unit, WorkerId? only) in round.Units)
        {
            _state.Write(only?.Index ?? EveryWorker);
            _state.WriteSpan(unit.Items.Span);
        }
    }

    private static ScheduleOutput ReadSchedule(StateReader state, int round, int workers)
    {
        ScheduleOutput output = new();
        output.Open(round);
        for (int left = state.Read<int>(); left > 0; left--)
        {
            int worker = state.Read<int>();
            Invariant.Require(worker >= EveryWorker && worker < workers, $"a unit for worker {worker} of {workers}.");
            int[] items = state.ReadArray<int>();
            if (worker == EveryWorker)
            {
                output.Broadcast(items);
            }
            else
            {
                output.Assign(new WorkerId(worker), items);
            }
        }

        return output;
    }
}
