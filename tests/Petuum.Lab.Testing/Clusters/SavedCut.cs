using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>A cut that every machine of a run agreed to, and what each saved.</summary>
public sealed record SavedCut(int Clock, IReadOnlyDictionary<Endpoint, ReadOnlyMemory<byte>> States);

/// <summary>
/// Offers cuts to the machines of a run, each at its own time and in any order, as a network would; collects what they
/// save, and holds them to it: who agrees saves once, who does not never.
/// </summary>
internal sealed class CutCollector
{
    private readonly List<(Endpoint Machine, int Clock)> _offers = [];
    private readonly HashSet<(Endpoint Machine, int Clock)> _agreed = [];
    private readonly Dictionary<(Endpoint Machine, int Clock), ReadOnlyMemory<byte>> _states = [];
    private readonly List<Endpoint> _machines = [];
    private readonly ShuffleOptions _options;
    private readonly Pcg32 _generator;

    public CutCollector(JobPlan plan, ShuffleOptions options)
    {
        (_options, _generator) = (options, options.Seed.Split("offers").CreateGenerator());
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
           select new SavedCut(clock, _machines.ToDictionary(machine => machine, machine => _states[(machine, clock)])),
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

    public void Save(Endpoint machine, int clock, ReadOnlyMemory<byte> state)
    {
        Invariant.Require(_agreed.Contains((machine, clock)), $"{machine} saved the cut at {clock} unasked.");
        Invariant.Require(_states.TryAdd((machine, clock), state), $"{machine} saved the cut at {clock} twice.");
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
}
