using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>A cut that every machine of a run agreed to, and the pieces that each saved.</summary>
public sealed record SavedCut(int Clock, IReadOnlyDictionary<Endpoint, IReadOnlyList<byte[]>> States);

/// <summary>
/// Offers cuts to the machines of a run, each at its own time and in any order, as a network would; collects what they
/// save, a piece now and then while they go on, and holds them to it: who agrees saves once, who does not never.
/// </summary>
internal sealed class CutCollector
{
    private readonly List<(Endpoint Machine, int Clock)> _offers = [];
    private readonly HashSet<(Endpoint Machine, int Clock)> _agreed = [];
    private readonly Dictionary<(Endpoint Machine, int Clock), List<byte[]>> _states = [];
    private readonly List<(CutState State, List<byte[]> Taken)> _open = [];
    private readonly List<Endpoint> _machines = [];
    private readonly ShuffleOptions _options;
    private readonly Pcg32 _generator;
    private readonly Pcg32 _takes;

    public CutCollector(JobPlan plan, ShuffleOptions options)
    {
        (_options, _generator) = (options, options.Seed.Split("offers").CreateGenerator());
        _takes = options.Seed.Split("takes").CreateGenerator();
        _machines.AddRange(Enumerable.Range(0, plan.Workers).Select(index => (Endpoint)new WorkerId(index)));
        _machines.AddRange(Enumerable.Range(0, plan.Shards).Select(index => (Endpoint)new ShardId(index)));
        _machines.Add(Endpoint.Job);
        if (plan.Program.IsModelParallel)
        {
            _machines.Add(Endpoint.Scheduler);
        }

        _offers.AddRange(from clock in options.Cuts from machine in _machines select (machine, clock));
    }

    /// <summary>Cuts that count, by clock.</summary>
    public IReadOnlyList<SavedCut> Saved =>
    [
        .. from clock in _options.Cuts.Distinct().Order()
           where _machines.All(machine => _states.ContainsKey((machine, clock)))
           select new SavedCut(clock, _machines.ToDictionary(
               machine => machine, machine => (IReadOnlyList<byte[]>)_states[(machine, clock)])),
    ];

    /// <summary>Offers some of what is left; <paramref name="offer"/> says whether the machine agrees.</summary>
    public void Offer(Func<Endpoint, int, bool> offer)
    {
        while (_offers.Count > 0 && _generator.NextInt(100) < _options.OfferPercent)
        {
            int at = _generator.NextInt(_offers.Count);
            (Endpoint machine, int clock) = _offers[at];
            _offers.RemoveAt(at);
            _agreed.Add((machine, clock));
            if (!offer(machine, clock))
            {
                _agreed.Remove((machine, clock));
                Invariant.Require(
                    !_states.ContainsKey((machine, clock)), $"{machine} refused the cut at {clock} and saved it.");
            }
        }
    }

    public void Save(Endpoint machine, int clock, CutState state)
    {
        List<byte[]> taken = [];
        Invariant.Require(_agreed.Contains((machine, clock)), $"{machine} saved the cut at {clock} unasked.");
        Invariant.Require(_states.TryAdd((machine, clock), taken), $"{machine} saved the cut at {clock} twice.");
        _open.Add((state, taken));
    }

    /// <summary>Takes a piece of some state, in half of the calls.</summary>
    public void Take()
    {
        if (_open.Count > 0 && _takes.NextInt(2) == 0)
        {
            Take(_takes.NextInt(_open.Count));
        }
    }

    /// <summary>Takes what is left.</summary>
    public void TakeAll()
    {
        while (_open.Count > 0)
        {
            Take(0);
        }
    }

    /// <summary>The run is over: all that was agreed to was saved.</summary>
    public void End()
    {
        foreach ((Endpoint machine, int clock) in _agreed)
        {
            Invariant.Require(
                _states.ContainsKey((machine, clock)), $"{machine} agreed to the cut at {clock} and did not save it.");
        }
    }

    private void Take(int open)
    {
        (CutState state, List<byte[]> taken) = _open[open];
        if (state.TryTake(out ReadOnlyMemory<byte> piece))
        {
            taken.Add(piece.ToArray());
            return;
        }

        state.Dispose();
        _open.RemoveAt(open);
    }
}
