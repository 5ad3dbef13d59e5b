using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// The cuts that a machine has agreed to and not come to yet, and what each of its saved states begins with: the
/// format, the machine, the plan and the clock.
/// </summary>
internal sealed class Cuts(JobPlan plan, Endpoint self)
{
    private const int Format = 2;

    private readonly SortedSet<int> _clocks = [];

    /// <summary>The smallest outstanding clock; larger than any if there is none.</summary>
    public int Next => _clocks.Count == 0 ? int.MaxValue : _clocks.Min;

    /// <summary>Notes a cut; false if the run has none at that clock. One that is outstanding stays so.</summary>
    public bool Agree(int clock)
    {
        bool isCut = clock > 0 && clock < plan.Stop.MaxClocks;
        if (isCut)
        {
            _clocks.Add(clock);
        }

        return isCut;
    }

    /// <summary>The largest outstanding clock up to <paramref name="clock"/>; 0 if there is none.</summary>
    public int LastUpTo(int clock)
    {
        int last = 0;
        if (clock < Next)
        {
            return last;
        }

        foreach (int outstanding in _clocks)
        {
            last = outstanding <= clock ? outstanding : last;
        }

        return last;
    }

    /// <summary>True if a cut at this clock was outstanding; from now on it is not.</summary>
    public bool Take(int clock) => _clocks.Count > 0 && _clocks.Remove(clock);

    /// <summary>Begins a state of a machine at a clock.</summary>
    public StateWriter Begin(int clock)
    {
        StateWriter writer = new(capacity: 1024);
        writer.Write(Format);
        foreach ((_, string value) in Facts())
        {
            writer.WriteText(value);
        }

        writer.Write(clock);
        return writer;
    }

    /// <summary>Reads what <see cref="Begin"/> wrote.</summary>
    /// <exception cref="InvariantException">It is of another format, machine or plan; says what differs.</exception>
    public StateReader Open(ReadOnlyMemory<byte> state, out int clock)
    {
        StateReader reader = new(state);
        int format = reader.Read<int>();
        Invariant.Require(
            format == Format, $"the state given to {self} has format {format}; this build reads {Format}.");
        foreach ((string name, string expected) in Facts())
        {
            string value = reader.ReadText();
            Invariant.Require(
                value == expected, $"the state given to {self} has {name} '{value}', where '{expected}' belongs.");
        }

        clock = reader.Read<int>();
        Invariant.Require(
            clock > 0 && clock < plan.Stop.MaxClocks,
            $"the state given to {self} is of clock {clock} in a run of {plan.Stop.MaxClocks}.");
        return reader;
    }

    /// <summary>Requires that all was read.</summary>
    /// <exception cref="InvariantException">Something is left.</exception>
    public void Close(StateReader reader) => Invariant.Require(
        reader.AtEnd, $"the state given to {self} has {reader.Remaining} bytes more than were read.");

    /// <summary>What must be equal, in an order in which each says how to read the next.</summary>
    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("machine", self.ToString());
        yield return ("program", plan.Program.Name);
        yield return ("seed", plan.Seed.ToString());
        yield return ("number of workers", $"{plan.Workers}");
        yield return ("number of shards", $"{plan.Shards}");
        yield return ("apply mode", $"{plan.Apply}");
        yield return ("pipeline depth", $"{plan.PipelineDepth}");
        yield return ("units a round", $"{plan.UnitsPerRound}");
        yield return ("clocks from one evaluation to the next", $"{plan.EvaluateEvery}");
        yield return ("number of tables", $"{plan.Program.Tables.Count}");
        foreach (TableDefinition table in plan.Program.Tables)
        {
            (RowShape shape, string staleness) = (table.Shape, $"{plan.Consistency[table.Id.Index].Staleness}");
            yield return ("table", table.Name);
            yield return ("rows", $"{table.Rows} × {shape.Columns} {shape.Element} {shape.Kind} by {table.Sharding}");
            yield return ("consistency", $"{plan.Consistency[table.Id.Index].Name} {staleness}".TrimEnd());
        }
    }
}
